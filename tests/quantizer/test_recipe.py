"""Recipe files: what they say, and what is refused."""

from fractions import Fraction

import pytest

from quantcert.errors import QuantizeError
from quantcert.formats import default_target
from quantcert.quantizer import Effort, Recipe, Rule, make_choice, read_recipe


def written(folder, text):
    (folder / "recipe.toml").write_text(text)
    return folder / "recipe.toml"


def test_a_recipe_says_what_each_matrix_gets(tmp_path):
    found = read_recipe(
        written(
            tmp_path,
            """
            recipe = "fast"
            format = "grid35"
            group_size = 8
            [[layers]]
            pattern = "*.v.*"
            format = "grid5"
            [[layers]]
            pattern = "head"
            ignore = true
            [[layers]]
            pattern = "*"
            group_size = 4
            """,
        )
    )
    assert found == Recipe(
        Effort.FAST,
        make_choice("grid35", 8),
        (
            Rule("*.v.*", make_choice("grid5", 32)),
            Rule("head", None),
            Rule("*", make_choice("grid35", 4)),
        ),
    )
    assert found.of("a.v.w") == make_choice("grid5", None)
    assert found.of("head") is None
    assert found.of("other") == make_choice("grid35", 4)


def test_an_empty_recipe_is_the_default(tmp_path):
    default = make_choice(default_target().name, None)
    assert read_recipe(written(tmp_path, "")) == Recipe(Effort.DEFAULT, default)


def test_bits_go_to_what_no_pattern_names(tmp_path):
    text = "bits_per_weight = 3.1\nfollow = true\n[[layers]]\npattern = 'a'\nformat = 'grid5'"
    found = read_recipe(written(tmp_path, text))
    assert found.bits_per_weight == Fraction(31, 10)
    assert found.follow
    assert (found.is_free("a"), found.is_free("b")) == (False, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("recipe = ", "is not TOML"),
        ("bits = 3", "key 'bits' is not known"),
        ("recipe = 'worst'", "recipe 'worst' is not known"),
        ("format = 'int4'", "format 'int4' is not known"),
        ("format = 4", "format 4 must be a text"),
        ("group_size = 3", "group size 3 must be an even integer"),
        ("group_size = true", "group_size True must be an integer"),
        ("layers = 1", "layers must be tables"),
        ("bits_per_weight = 1.5", "bits_per_weight 1.5 must be a number from 2 to 8"),
        ("follow = 1", "follow 1 must be true or false"),
        ("follow = true\nrecipe = 'fast'", "recipe fast reads no text"),
        ("bits_per_weight = true", "bits_per_weight True must be a number"),
        ("bits_per_weight = 4\nformat = 'grid3'", "bits_per_weight chooses formats"),
        ("bits_per_weight = 4\nrecipe = 'fast'", "recipe fast cannot spend bits"),
        ("[[layers]]", "pattern None of a layer must be a text"),
        ("[[layers]]\npattern = 'a'\nname = 'b'", "key 'name' is not known"),
        ("[[layers]]\npattern = 'a'\nignore = 1", "ignore 1 of layer 'a' must be true or false"),
        ("[[layers]]\npattern = 'a'\nignore = true\nformat = 'grid3'", "is ignored"),
    ],
)
def test_what_is_no_recipe_is_refused(tmp_path, text, message):
    with pytest.raises(QuantizeError, match=f"recipe.toml: .*{message}"):
        read_recipe(written(tmp_path, text))


def test_a_recipe_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(QuantizeError, match="absent: cannot be read: No such file"):
        read_recipe(tmp_path / "absent")


def test_a_format_has_its_own_group_size():
    assert make_choice("pair11", None).group_size == 128
    assert make_choice("grid3", None).group_size == 16
