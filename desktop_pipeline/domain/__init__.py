"""What the program is about: plain values and pure functions. Standard library only, no clock, no input or output."""
