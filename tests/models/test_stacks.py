from quantcert.models.stacks import stacked


def test_entries_make_a_stack_if_all_are_there_and_alike():
    shapes = {"a[0]": (2, 3), "a[1]": (2, 3), "b": (4,)}
    assert stacked(shapes) == {"a": (2, 2, 3), "b": (4,)}
    assert stacked({"a[1]": (2, 3), "b": (4,)}) == {"b": (4,)}
    assert stacked({"a[0]": (2, 3), "a[1]": (2, 4)}) == {}
    assert stacked({"a[0].T": (2, 3)}) == {"a[0].T": (2, 3)}
    assert stacked({"a": (9, 9, 9), "a[0]": (2, 3)}) == {"a": (9, 9, 9)}
