"""Lists in prose: numbered paragraphs become an outline, the outline becomes items, items become entries.

paragraphs → outline → speech (what an item says, who answers, by when) → items, labelled → finding → reading
"""
