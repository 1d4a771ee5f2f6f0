"""Speed, behind `make bench`: each figure is a ratio or a median measured in one run, with the bar that it must hold."""
