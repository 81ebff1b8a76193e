"""`heze_graph.values` makes what the standard library's `dataclass` makes; each test asks both."""

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from heze_graph import values

BOTH = pytest.mark.parametrize("made_by", [dataclasses, values], ids=["standard", "ours"])


class _Plain:
    name: str
    count: int = 2
    #: Neither shown nor compared.
    seen: list[str] = dataclasses.field(default_factory=list, repr=False, compare=False)

    @property
    def twice(self) -> int:
        return 2 * self.count


def _made(made_by: Any, **how: bool) -> Any:
    body = {name: value for name, value in vars(_Plain).items() if name not in ("__dict__", "__weakref__")}
    body["seen"] = made_by.field(default_factory=list, repr=False, compare=False)
    return made_by.dataclass(**how)(type("Plain", (), body))


@BOTH
@pytest.mark.parametrize("slots", [True, False])
def test_a_frozen_value_compares_shows_and_refuses(made_by: Any, slots: bool) -> None:
    made = _made(made_by, frozen=True, slots=slots)
    one = made("a", seen=["x"])
    assert (one, hash(one), one.twice) == (made("a", 2), hash(made("a")), 4)
    assert one not in (made("b"), ("a", 2))
    assert repr(one) == "Plain(name='a', count=2)"
    assert made("a").seen is not made("a").seen
    assert hasattr(one, "__dict__") is not slots
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        one.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
        del one.name


@BOTH
def test_a_value_that_can_be_changed_has_no_hash(made_by: Any) -> None:
    made = _made(made_by, slots=True)
    one = made("a")
    one.count = 3
    assert one == made("a", 3)
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


@BOTH
def test_what_is_not_compared_by_its_values_is_itself(made_by: Any) -> None:
    made = _made(made_by, frozen=True, eq=False)
    one = made("a")
    assert {one: 1, made("a"): 2}[one] == 1


@BOTH
def test_ordered_values_are_ordered_by_their_fields(made_by: Any) -> None:
    made = _made(made_by, frozen=True, slots=True, order=True)
    assert sorted([made("b", 1), made("a", 2), made("a", 1)]) == [made("a", 1), made("a", 2), made("b", 1)]
    assert max(made("a", 1), made("a", 2)).count == 2
    with pytest.raises(TypeError, match="not supported"):
        _ = made("a") < 1


@BOTH
def test_the_functions_of_the_standard_library_take_it(made_by: Any) -> None:
    one = _made(made_by, frozen=True, slots=True)("a")
    assert dataclasses.is_dataclass(type(one))
    assert [(field.name, field.repr, field.compare) for field in dataclasses.fields(one)] == [
        ("name", True, True),
        ("count", True, True),
        ("seen", False, False),
    ]
    assert dataclasses.asdict(one) == {"name": "a", "count": 2, "seen": []}
    assert dataclasses.replace(one, count=5).count == values.replace(one, count=5).count == 5
    assert (type(one).__dataclass_params__.frozen, type(one).__dataclass_params__.order) == (True, False)
    assert type(one).__match_args__ == ("name", "count", "seen")


@BOTH
def test_missing_and_unknown_arguments_are_refused(made_by: Any) -> None:
    made = _made(made_by, frozen=True, slots=True)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        made()
    with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
        made("a", other=1)


@values.dataclass(frozen=True, slots=True)
class Sent:
    """A value that goes to another process."""

    name: str
    parts: tuple[str, ...] = ()


@values.dataclass(frozen=True)
class Checked:
    """A value that checks what it is given."""

    count: int

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(self.count)


def test_a_frozen_value_goes_to_other_processes_and_is_copied() -> None:
    one = Sent("a", ("b",))
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == copy.copy(one) == one  # noqa: S301


def test_what_is_checked_is_checked() -> None:
    assert Checked(1).count == 1
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)
