import re

import numpy as np

from app.domain.demo.part_keys import draw_keys


def test_keys_are_four_letters_and_unique() -> None:
    keys = draw_keys(np.random.default_rng(3), 5000)
    assert len(set(keys)) == 5000
    assert all(re.fullmatch("[A-Z]{4}", key) for key in keys)


def test_no_key_reads_as_an_offensive_word() -> None:
    everything = draw_keys(np.random.default_rng(3), 26**4)
    assert len(everything) > 456_000
    assert not {"SHIT", "FUCK", "NAZI", "ARSE"} & set(everything)
