"""The stages in order: what a build, an addition and the main job do."""
