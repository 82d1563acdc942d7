from quantcert.formats import Scheme, group_count
from quantcert.formats.pair35.codes import ALT43


def test_the_last_group_may_be_shorter():
    assert [group_count(columns, 128) for columns in (1, 128, 129, 576)] == [1, 1, 2, 5]


def test_a_format_need_not_claim_anything_of_its_arrays():
    scheme = Scheme("bare", ALT43, 64)
    assert scheme.length_claims(3, 5) == scheme.range_claims(5) == ()
