"""The Belenios protocol, version 1, as a library of its own: no Django, no other part of Linli."""
