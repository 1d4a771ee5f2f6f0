"""The forms that a bouquet can have, one file each; `registry.py` lists them."""
