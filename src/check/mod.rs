//! Tree and catalogue to program: names, kinds, outcomes, prerequisites. Problems are collected, never thrown.
