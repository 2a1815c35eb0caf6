"""What a form does with values that it must not take."""


def each_is_refused_below(screen, form, refusals, subtests):
    """Each `(field, value, refusal)` is told below its field, alone, and what was typed stays; the form is open."""
    for name, value, refusal in refusals:
        with subtests.test(name):
            field = f"{form}-{name}-"
            start = screen.field(field).value
            screen.set(field, value).press(f"{form}-submit")
            assert screen.beside(field) == refusal
            assert len(screen.errors) == 1
            assert screen.field(field).value == value
            screen.set(field, start)
