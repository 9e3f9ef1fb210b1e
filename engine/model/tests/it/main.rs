//! The scene language, tested from outside: text in, findings and texts out.

mod support;
mod syntax_decode;
mod syntax_edit;
mod syntax_format;
mod syntax_fuzz;
mod syntax_parse;
