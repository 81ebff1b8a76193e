"""What is wrong with a query is said by kind and place, in both languages, without the words of the parser."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from heze_graph.store.syntax_faults import place_of, syntax_fault

FAULTS = [
    ("SELECT * { ?a heze:unit ?b }", "没有声明的前缀 heze:", "PREFIX heze: <https://w3id.org/heze-graph/ontology#>"),
    ("SELECT * { ?a boat:mast ?b }", "没有声明的前缀 boat:", "PREFIX boat: <…>"),
    ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }", "SELECT 中既没有分组也没有汇总", "GROUP BY"),
    ("SELECT (1 AS ?n) (2 AS ?n) {}", "两次命名", "换个名称"),
    ("SELECT * { ?a <mast> ?b }", "不完整的 IRI", "http://"),
    ("SELECT * {\n ?a ?b “帆” }", "全角符号“", "半角"),
    ("SELECT * { ?a ?b '{' FILTER(?a = 1)", "没有配对的“{”", "补上“}”"),
    ("SELECT * { ?a ?b ?c } LIMIT many", "放在这里不对的“many”", "关键词"),
    ("SELECT *", "没有写完的查询", "写完"),
]


@pytest.mark.parametrize(("query", "found", "cure"), FAULTS)
def test_a_fault_is_said_by_its_kind(query: str, found: str, cure: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(query)
    message = syntax_fault(str(caught.value), query).at(place_of(str(caught.value)))
    said = message.in_language("zh")
    assert f"语法错误：{found}" in said
    assert cure in said
    assert said.startswith(f"查询第 {2 if '帆' in query else 1} 行第 ")
    assert "expected one of" not in message.in_language("en")
    assert "a syntax error: " in message.in_language("en")
