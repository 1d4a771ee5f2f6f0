"""`python -m shop_api.cli` is `posy`."""

from shop_api.cli import main

main()
