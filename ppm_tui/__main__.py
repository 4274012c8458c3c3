"""`python -m ppm_tui` is `ppm`."""

from ppm_tui.cli import main

main()
