//! Matching a path with the path templates of the specification.

use super::Operation;
use percent_encoding::percent_decode_str;

/// The values of a path's parameters, by name, decoded.
pub(crate) type PathParameters = Vec<(String, String)>;

/// What a method and a path stand for.
#[derive(Debug)]
pub(crate) enum Route<'s> {
    Operation(&'s Operation, PathParameters),
    /// The path is known, but not with this method.
    WrongMethod {
        allowed: Vec<&'s str>,
    },
    Unknown,
}

/// A path of the specification.
#[derive(Debug)]
pub(crate) struct Template {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Fixed(String),
    Parameter(String),
}

impl Template {
    pub(crate) fn parse(path: &str) -> Self {
        let segments = split(path)
            .map(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) => Segment::Parameter(name.to_owned()),
                None => Segment::Fixed(segment.to_owned()),
            })
            .collect();
        Self { text: path.to_owned(), segments }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the path has a parameter of this name.
    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        self.segments.iter().any(|segment| matches!(segment, Segment::Parameter(parameter) if parameter == name))
    }

    fn matches(&self, path: &[&str]) -> bool {
        self.segments.len() == path.len()
            && self.segments.iter().zip(path).all(|(segment, sent)| match segment {
                Segment::Fixed(text) => text == sent,
                Segment::Parameter(_) => !sent.is_empty(),
            })
    }

    /// Fixed segments before parameters, from left to right.
    fn rank(&self) -> Vec<bool> {
        self.segments.iter().map(|segment| matches!(segment, Segment::Parameter(_))).collect()
    }

    fn parameters(&self, path: &[&str]) -> PathParameters {
        self.segments
            .iter()
            .zip(path)
            .filter_map(|(segment, sent)| match segment {
                Segment::Parameter(name) => {
                    Some((name.clone(), percent_decode_str(sent).decode_utf8_lossy().into_owned()))
                }
                Segment::Fixed(_) => None,
            })
            .collect()
    }
}

pub(super) fn find<'s>(operations: &'s [Operation], method: &str, path: &str) -> Route<'s> {
    let segments: Vec<&str> = split(path).collect();
    let mut candidates: Vec<&Operation> =
        operations.iter().filter(|operation| operation.template.matches(&segments)).collect();
    let Some(best) = candidates.iter().map(|operation| operation.template.rank()).min() else {
        return Route::Unknown;
    };
    candidates.retain(|operation| operation.template.rank() == best);
    match candidates.iter().find(|operation| operation.method == method) {
        Some(operation) => Route::Operation(operation, operation.template.parameters(&segments)),
        None => Route::WrongMethod { allowed: candidates.iter().map(|operation| operation.method.as_str()).collect() },
    }
}

fn split(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}
