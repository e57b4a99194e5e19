"""What a cell may carry beside its text."""


class Imprecise(str):
    """Text of a number that a spreadsheet has rounded: more than 15 digits, or with an exponent.

    An ID number that went through such a cell has lost its last digits and must be refused.
    """

    __slots__ = ()
