from xml.etree import ElementTree

from quantcert.trace.picture import dot_lines, svg_lines
from tests.support.premise_graphs import small_trace

TRACE = small_trace()
ROOTS = TRACE.graph.roots
SVG = "{http://www.w3.org/2000/svg}"


def test_dot_has_a_node_for_each_entry_and_the_edges() -> None:
    lines = list(dot_lines(TRACE, ROOTS, 2))
    nodes = [line.partition('label="')[2].partition('"')[0] for line in lines if "label=" in line]
    assert nodes == ["error ×2", "error (2)", "sound", "decided", "inner"]
    edges = [line.strip() for line in lines if "->" in line]
    assert edges == ["n0 -> n2;", "n1 -> n3;", "n1 -> n2;", "n2 -> n4;"]


def test_svg_is_well_formed_and_in_columns() -> None:
    picture = ElementTree.fromstring("\n".join(svg_lines(TRACE, ROOTS, 9)))
    texts = {t.text: float(t.get("x")) for t in picture.iter(f"{SVG}text")}
    assert list(texts) == ["error ×2", "error (2)", "sound", "decided", "inner", "choice"]
    assert texts["error ×2"] == texts["error (2)"] < texts["sound"] < texts["inner"]
    assert texts["sound"] == texts["decided"]
    assert len(list(picture.iter(f"{SVG}path"))) == 5
    width = float(picture.get("width"))
    for box in picture.iter(f"{SVG}rect"):
        assert float(box.get("x")) + float(box.get("width")) <= width
