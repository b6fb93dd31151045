//! Findings, runs and traces for people and for programs.
