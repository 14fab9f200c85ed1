//! Parameters: one declaration, many readers (form, link, defaults, bounds, complaints, tests).

use super::choice::{Choice, Switch};
use super::complaint::Complaint;
use crate::sim::random::below;
use crate::sim::sorted::SortedMap;
use crate::sim::time::{Span, parse_us};
use rand_pcg::Pcg32;

/// The value of a parameter.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A whole number; with `decimals` d it counts units of 10^−d.
    Number(i64),
    /// A length of time.
    Span(Span),
    /// One of the declared words.
    Choice(&'static str),
    /// Switched off, for parameters that can be.
    Off,
}

/// What values a parameter takes.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number with so many decimals and a unit ("" for none).
    Number { decimals: u8, unit: &'static str },
    /// A length of time.
    Span,
    /// One of these words, each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
}

/// Where a form shows a parameter.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What the pattern is about.
    Pattern,
    /// Further settings of the pattern.
    More,
    /// The network and the luck.
    Network,
    /// Deliberately wrong variants.
    Mistake,
}

/// One parameter, declared.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name in links.
    pub name: &'static str,
    /// How the form calls it: "N replicas".
    pub label: &'static str,
    /// A sentence for a newcomer.
    pub about: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Where the form shows it.
    pub group: Group,
    /// Whether `off` is a value.
    pub can_be_off: bool,
    range: fn(&Values) -> (i64, i64),
    default: fn(&Values) -> Value,
}

impl Param {
    fn new(name: &'static str, label: &'static str, kind: Kind) -> Param {
        let (group, range) = (Group::Pattern, |_: &Values| (0, i64::MAX));
        let default = |_: &Values| Value::Off;
        Param { name, label, about: "", kind, group, can_be_off: false, range, default }
    }

    /// A number with `decimals` and a unit; say its range and default next.
    pub fn number(
        name: &'static str,
        label: &'static str,
        decimals: u8,
        unit: &'static str,
    ) -> Param {
        Param::new(name, label, Kind::Number { decimals, unit })
    }

    /// A length of time; its range is in microseconds.
    pub fn span(name: &'static str, label: &'static str) -> Param {
        Param::new(name, label, Kind::Span)
    }

    /// One of the words of `C`; the first is the default.
    pub fn choice<C: Choice>(name: &'static str, label: &'static str) -> Param {
        let default = |_: &Values| Value::Choice(C::WORDS[0].0);
        Param { default, ..Param::new(name, label, Kind::Choice(C::WORDS)) }
    }

    /// On or off; off by default.
    pub fn switch(name: &'static str, label: &'static str) -> Param {
        Param::choice::<Switch>(name, label).default(|_| Value::Choice(Switch::Off.word()))
    }

    /// What a newcomer should know.
    pub fn about(self, about: &'static str) -> Param {
        Param { about, ..self }
    }

    /// Where the form shows it.
    pub fn group(self, group: Group) -> Param {
        Param { group, ..self }
    }

    /// Least and most, both allowed, as a function of the parameters declared before.
    pub fn range(self, range: fn(&Values) -> (i64, i64)) -> Param {
        Param { range, ..self }
    }

    /// The default, as a function of the parameters declared before.
    pub fn default(self, default: fn(&Values) -> Value) -> Param {
        Param { default, ..self }
    }

    /// `off` becomes a value.
    pub fn or_off(self) -> Param {
        Param { can_be_off: true, ..self }
    }

    /// The default beside `values` (those declared before).
    pub fn default_for(&self, values: &Values) -> Value {
        (self.default)(values)
    }

    /// Least and most beside `values`; microseconds for a span.
    pub fn range_for(&self, values: &Values) -> (i64, i64) {
        (self.range)(values)
    }

    /// Reads `text`; the complaint is a sentence without the name and without the default.
    pub fn parse(&self, text: &str, values: &Values) -> Result<Value, String> {
        let text = text.trim();
        if self.can_be_off && text == "off" {
            return Ok(Value::Off);
        }
        let (least, most) = self.range_for(values);
        let within = |amount: i64, value: Value| {
            if (least..=most).contains(&amount) {
                return Ok(value);
            }
            let (least, most) = (self.text(self.of(least)), self.text(self.of(most)));
            Err(if least == most {
                format!("here only {least} is possible")
            } else {
                format!("it must be between {least} and {most}")
            })
        };
        match self.kind {
            Kind::Number { decimals, unit } => {
                let number = text.strip_suffix(unit).unwrap_or(text).trim();
                let amount = fixed(number, decimals).ok_or("that is not a number")?;
                within(amount, Value::Number(amount))
            }
            Kind::Span => {
                let us = parse_us(text).and_then(|us| i64::try_from(us).ok());
                let us = us.ok_or("that is not a length of time, such as 50ms or 1.5s")?;
                within(us, Value::Span(Span(us.unsigned_abs())))
            }
            Kind::Choice(words) => match words.iter().find(|(word, _)| *word == text) {
                Some((word, _)) => Ok(Value::Choice(word)),
                None => {
                    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                    Err(format!("it must be one of {}", words.join(", ")))
                }
            },
        }
    }

    /// The textual form of `value`: what link, form and golden text show.
    pub fn text(&self, value: Value) -> String {
        match (value, self.kind) {
            (Value::Number(amount), Kind::Number { decimals, unit }) => {
                let tens = 10_u64.pow(u32::from(decimals));
                // Between −1 and 0 the whole part has no sign of its own.
                let sign = if amount < 0 { "-" } else { "" };
                let (whole, rest) = (amount.unsigned_abs() / tens, amount.unsigned_abs() % tens);
                if rest == 0 {
                    return format!("{sign}{whole}{unit}");
                }
                let rest = format!("{rest:0width$}", width = usize::from(decimals));
                format!("{sign}{whole}.{}{unit}", rest.trim_end_matches('0'))
            }
            (Value::Number(amount), _) => amount.to_string(),
            (Value::Span(span), _) => span.to_string(),
            (Value::Choice(word), _) => word.to_string(),
            (Value::Off, _) => "off".to_string(),
        }
    }

    /// `amount` as a value of this parameter's kind.
    pub fn of(&self, amount: i64) -> Value {
        match self.kind {
            Kind::Span => Value::Span(Span(amount.unsigned_abs())),
            _ => Value::Number(amount),
        }
    }

    /// A random value for tests: within bounds, small more often than large.
    pub fn draw(&self, rng: &mut Pcg32, values: &Values) -> Value {
        if let Kind::Choice(words) = self.kind {
            return Value::Choice(words[below(rng, words.len() as u64) as usize].0);
        }
        if self.can_be_off && below(rng, 3) == 0 {
            return Value::Off;
        }
        let (least, most) = self.range_for(values);
        let room = (most - least) as u64;
        let reach = below(rng, room.saturating_add(1));
        self.of(least + below(rng, reach.saturating_add(1)) as i64)
    }
}

/// `12.5` with one decimal is 125; `None` when it is not a number or has too many decimals.
fn fixed(text: &str, decimals: u8) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > usize::from(decimals) {
        return None;
    }
    let tens = 10_i64.checked_pow(u32::from(decimals))?;
    let rest = format!("{fraction:0<width$}", width = usize::from(decimals));
    let rest: i64 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
    whole.parse::<i64>().ok()?.checked_mul(tens)?.checked_add(rest)?.checked_mul(sign)
}

/// The parameters of a pattern, in the order in which they depend on each other.
#[derive(Clone, Debug)]
pub struct Params(Vec<Param>);

impl Params {
    /// `own`, followed by what every pattern has: loss, duplication and seed.
    ///
    /// # Panics
    /// When two share a name.
    pub fn new(own: Vec<Param>) -> Params {
        let mut all = own;
        let share = |name, label, about| {
            Param::number(name, label, 1, "%")
                .about(about)
                .group(Group::Network)
                .range(|_| (0, 500))
                .default(|_| Value::Number(0))
        };
        all.push(share("loss", "Loss", "Share of messages that never arrive"));
        all.push(share("dup", "Duplication", "Share of messages that arrive twice"));
        all.push(
            Param::number("seed", "Seed", 0, "")
                .about("The same seed is the same luck")
                .group(Group::Network)
                .range(|_| (0, 9_007_199_254_740_991))
                .default(|_| Value::Number(1)),
        );
        for (at, param) in all.iter().enumerate() {
            let again = all[..at].iter().any(|earlier| earlier.name == param.name);
            assert!(!again, "two parameters called {}", param.name);
        }
        Params(all)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Param> {
        self.0.iter()
    }

    /// The one called `name`.
    pub fn get(&self, name: &str) -> Option<&Param> {
        self.0.iter().find(|param| param.name == name)
    }

    /// Values for everything: what `typed` says where it can be used, and defaults elsewhere.
    /// What cannot be used becomes a complaint. Of a name typed twice the last counts.
    pub fn resolve(&self, typed: &[(String, String)]) -> (Values, Vec<Complaint>) {
        let mut values = Values::default();
        let mut complaints = Vec::new();
        for param in &self.0 {
            let mut value = param.default_for(&values);
            let said = typed.iter().rev().find(|(name, _)| name == param.name);
            if let Some((name, text)) = said {
                match param.parse(text, &values) {
                    Ok(read) => value = read,
                    Err(why) => {
                        let used = param.text(value);
                        let part = format!("{name}={text}");
                        complaints.push(Complaint::new(&part, &format!("{why}; {used} is used")));
                    }
                }
            }
            values.0.insert(param.name, value);
        }
        for (name, text) in typed {
            if self.get(name).is_none() {
                let part = if text.is_empty() { name.clone() } else { format!("{name}={text}") };
                complaints.push(Complaint::new(&part, "this pattern has no such parameter"));
            }
        }
        (values, complaints)
    }

    /// Random values for tests.
    pub fn draw(&self, rng: &mut Pcg32) -> Values {
        let mut values = Values::default();
        for param in &self.0 {
            let value = param.draw(rng, &values);
            values.0.insert(param.name, value);
        }
        values
    }

    /// What of `values` a link must say: everything that is not its default.
    pub fn differing(&self, values: &Values) -> Vec<(String, String)> {
        self.0
            .iter()
            .filter(|param| values.get(param.name) != param.default_for(values))
            .map(|param| (param.name.to_string(), param.text(values.get(param.name))))
            .collect()
    }
}

/// A value for every parameter of a pattern. The readers panic on a name that is not declared
/// or has another kind: that is a mistake in a pattern, found by its first test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(SortedMap<&'static str, Value>);

impl Values {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Value {
        *self.0.get(name).unwrap_or_else(|| panic!("no parameter called {name}"))
    }

    /// A number, in units of its last decimal.
    pub fn number(&self, name: &str) -> i64 {
        match self.get(name) {
            Value::Number(amount) => amount,
            other => panic!("{name} is {other:?}, not a number"),
        }
    }

    /// A number that is small and not negative.
    pub fn count(&self, name: &str) -> u32 {
        u32::try_from(self.number(name)).unwrap_or_else(|_| panic!("{name} is no count"))
    }

    /// A length of time.
    pub fn span(&self, name: &str) -> Span {
        self.span_or_off(name).unwrap_or_else(|| panic!("{name} is off"))
    }

    /// A length of time, `None` when off.
    pub fn span_or_off(&self, name: &str) -> Option<Span> {
        match self.get(name) {
            Value::Span(span) => Some(span),
            Value::Off => None,
            other => panic!("{name} is {other:?}, not a length of time"),
        }
    }

    /// A number in units of its last decimal, `None` when off.
    pub fn number_or_off(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Value::Off => None,
            _ => Some(self.number(name)),
        }
    }

    /// The chosen variant of `C`, of which the parameter was declared.
    pub fn choice<C: Choice>(&self, name: &str) -> C {
        let value = self.get(name);
        let read = match value {
            Value::Choice(word) => C::read(word),
            _ => None,
        };
        read.unwrap_or_else(|| panic!("{name} is {value:?}, which is no such choice"))
    }

    /// Whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        self.choice::<Switch>(name) == Switch::On
    }
}
