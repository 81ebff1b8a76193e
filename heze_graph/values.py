"""`dataclass`, `field` and `replace` of the standard library, for a type checker; when run, the same made in less time.

The standard library writes up to eight methods of each class as text and compiles them: a tenth of what a small build
took (docs/decisions/0083-values.md). Here only `__init__` is compiled, and all classes share the functions that
compare, show, pickle and refuse. What is made here is a dataclass to `dataclasses.fields`, `asdict` and all else there.
Left out is what no class of ours has: inheritance, class variables, fields that `__init__` does not take.
"""

from __future__ import annotations

from operator import attrgetter

# Every command waits for this module: `typing` takes longer to import than all of it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass, field, replace
    from typing import Any, TypeVar

    Made = TypeVar("Made")

__all__ = ["dataclass", "field", "replace"]

_NONE = object()


class _Field:
    """What a class says of a field beside its type."""

    __slots__ = ("compare", "default", "factory", "repr")

    def __init__(self, default: object, factory: object, shown: bool, compare: bool) -> None:
        self.default, self.factory, self.repr, self.compare = default, factory, shown, compare


def _field(*, default: object = _NONE, default_factory: object = _NONE, compare: bool = True, **how: bool) -> _Field:
    return _Field(default, default_factory, how.get("repr", True), compare)


def _dataclass(
    cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False
) -> Any:
    def made(cls: type) -> type:
        given = cls.__dict__
        fields = {name: _described(given.get(name, _NONE)) for name in given.get("__annotations__", ())}
        methods = _methods(fields, frozen, eq, order)
        new = {name: method for name, method in methods.items() if name not in given or name == "__hash__"}
        if given.get("__hash__", None) is not None:  # the class has one of its own
            new.pop("__hash__", None)
        how = {"frozen": frozen, "slots": slots, "eq": eq, "order": order}
        new |= {name: _Standard(name, fields, how) for name in ("__dataclass_fields__", "__dataclass_params__")}
        new["__match_args__"] = tuple(fields)
        cls = _with_slots(cls, fields, new) if slots else _without(cls, fields, new)
        cls.__init__ = _initialiser(cls, fields, frozen, slots)  # type: ignore[misc]
        return cls

    return made if cls is None else made(cls)


def _described(value: object) -> _Field:
    return value if isinstance(value, _Field) else _Field(value, _NONE, True, True)


def _with_slots(cls: type, fields: Mapping[str, _Field], new: Mapping[str, object]) -> type:
    body = {name: value for name, value in cls.__dict__.items() if name not in fields}
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    named = {"__slots__": tuple(fields), "__qualname__": cls.__qualname__}
    return type(cls)(cls.__name__, cls.__bases__, {**body, **named, **new})


def _without(cls: type, fields: Mapping[str, _Field], new: Mapping[str, object]) -> type:
    for name, one in fields.items():
        if one.default is _NONE and name in cls.__dict__:
            delattr(cls, name)
        elif one.default is not _NONE:
            setattr(cls, name, one.default)
    for name, value in new.items():
        setattr(cls, name, value)
    return cls


def _initialiser(cls: type, fields: Mapping[str, _Field], frozen: bool, slots: bool) -> Any:
    """Return `__init__`; what is frozen is set by the descriptors of its slots, or in its `__dict__`."""
    names: dict[str, object] = {"_NONE": _NONE}
    parameters, lines = ["self"], []
    for name, one in fields.items():
        value = name
        if one.default is not _NONE:
            names[f"_default_{name}"] = one.default
            parameters.append(f"{name}=_default_{name}")
        elif one.factory is not _NONE:
            names[f"_make_{name}"] = one.factory
            parameters.append(f"{name}=_NONE")
            value = f"_make_{name}() if {name} is _NONE else {name}"
        else:
            parameters.append(name)
        if frozen and slots:
            names[f"_set_{name}"] = cls.__dict__[name].__set__
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"self.__dict__[{name!r}] = {value}" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"]), names)  # noqa: S102 - names of ours
    made: Any = names["__init__"]
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    made.__annotations__ = {**cls.__annotations__, "return": None} if fields else {"return": None}
    return made


def _methods(fields: Mapping[str, _Field], frozen: bool, eq: bool, order: bool) -> dict[str, object]:
    """Return the methods beside `__init__`, by name."""
    shown = [name for name, one in fields.items() if one.repr]
    everything, compared = _values(list(fields)), _values([name for name, one in fields.items() if one.compare])
    methods: dict[str, object] = {"__repr__": lambda self: _shown(self, shown)}
    if eq:
        methods["__eq__"] = lambda self, other: (
            compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented
        )
        methods["__hash__"] = (lambda self: hash(compared(self))) if frozen else None
    if order:
        methods["__lt__"] = lambda self, other: (
            compared(self) < compared(other) if other.__class__ is self.__class__ else NotImplemented
        )
        methods["__gt__"] = lambda self, other: (
            compared(self) > compared(other) if other.__class__ is self.__class__ else NotImplemented
        )
    if frozen:
        methods |= {"__setattr__": _refuse_setting, "__delattr__": _refuse_deleting}
        methods["__reduce__"] = lambda self: (self.__class__, everything(self))
    return methods


def _values(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    """Return what gives the values of some attributes as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda one: (getattr(one, names[0]),)) if names else (lambda _: ())


def _shown(one: object, names: list[str]) -> str:
    return f"{type(one).__qualname__}({', '.join(f'{name}={getattr(one, name)!r}' for name in names)})"


def _refuse_setting(_self: object, name: str, _value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_self: object, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


class _Standard:
    """What the functions of `dataclasses` ask a class for, made when they do."""

    __slots__ = ("_fields", "_how", "_name")

    def __init__(self, name: str, fields: Mapping[str, _Field], how: Mapping[str, bool]) -> None:
        self._name, self._fields, self._how = name, fields, how

    def __get__(self, instance: object, owner: type) -> Any:
        return getattr(_twin(owner, self._fields, self._how), self._name)


def _twin(cls: type, fields: Mapping[str, _Field], how: Mapping[str, Any]) -> type:
    """Return a class with the same fields that the standard library makes."""
    import dataclasses

    def described(one: _Field) -> Any:
        given: dict[str, Any] = {"default": one.default, "default_factory": one.factory}
        known = {name: value for name, value in given.items() if value is not _NONE}
        return dataclasses.field(repr=one.repr, compare=one.compare, **known)

    parts = [(name, cls.__annotations__[name], described(one)) for name, one in fields.items()]
    return dataclasses.make_dataclass(cls.__name__, parts, **how)


def _replace(one: Any, /, **changes: Any) -> Any:
    for name in one.__match_args__:
        if name not in changes:
            changes[name] = getattr(one, name)
    return one.__class__(**changes)


if not TYPE_CHECKING:
    dataclass, field, replace = _dataclass, _field, _replace
