"""Films from phones, looked at and made anew by a process of their own: see `apart`."""
