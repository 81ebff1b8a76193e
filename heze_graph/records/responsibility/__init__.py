"""Texts that say who answers: 牵头单位：甲局；配合单位：乙局, （甲局、乙局按职责分工负责）.

labels (tokens) → parser (units with their parts) → behind_text (the same behind the text of a target)
    naming → units, shared_endings | leaders: names made whole, parted and known again
"""
