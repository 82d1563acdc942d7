from bench.choices import question


def test_a_question_is_asked_as_mmlu_is() -> None:
    found = question("What is it?\n\n(A) one (B) two (C) 3 (D) (4)", "Well. The answer is (C).")
    assert found == {
        "question": "What is it?\nA. one\nB. two\nC. 3\nD. (4)\nAnswer:",
        "choices": [" A", " B", " C", " D"],
        "answer": 2,
    }


def test_what_has_no_answer_is_left_out() -> None:
    assert question("What?\n(A) 1 (B) 2 (C) 3 (D) 4", "I do not know.") is None
    assert question("What?", "The answer is (A).") is None
