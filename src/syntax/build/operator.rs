//! What stands between two operands, and which binds closer.

use crate::syntax::tree::Operator;

/// Whether it compares: two of those cannot stand next to each other.
pub(super) fn compares(operator: Operator) -> bool {
    closeness(operator) == 4
}

/// How close `where` binds: everything before it is the list, everything after it the condition.
pub(super) const WHERE: u8 = 0;

/// How close an operator binds; more is closer.
pub(super) const fn closeness(operator: Operator) -> u8 {
    match operator {
        Operator::Or => 1,
        Operator::And => 2,
        Operator::Equal
        | Operator::NotEqual
        | Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual
        | Operator::In => 4,
        Operator::Add | Operator::Subtract => 5,
        Operator::Multiply | Operator::Divide => 6,
    }
}

/// The operator that is written so.
pub(super) fn operator(text: &str) -> Operator {
    match text {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::Divide,
        "!=" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        "in" => Operator::In,
        "and" => Operator::And,
        "or" => Operator::Or,
        _ => Operator::Equal,
    }
}

/// An operator as it is written.
pub(crate) const fn word_of(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Equal => "=",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::In => "in",
        Operator::And => "and",
        Operator::Or => "or",
    }
}
