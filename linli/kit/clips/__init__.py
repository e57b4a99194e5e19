"""Films and voice notes from phones, read and made anew by a process of their own: see `apart`."""
