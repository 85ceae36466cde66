//! What leads back to itself in a graph of names, in linear time: an author's file may have thousands.

use std::collections::{BTreeMap, BTreeSet};

/// Steps from each to others.
pub(super) type Steps<T> = BTreeMap<T, BTreeSet<T>>;

/// All from which one comes back to where one started.
pub(super) fn around<T: Ord + Copy>(steps: &Steps<T>) -> BTreeSet<T> {
    let names: Vec<T> = steps.keys().copied().collect();
    let place = |name: &T| names.binary_search(name).ok();
    let next: Vec<Vec<usize>> = steps
        .values()
        .map(|nexts| nexts.iter().filter_map(place).collect())
        .collect();
    let mut search = Search {
        next: &next,
        low: vec![None; names.len()],
        open: vec![false; names.len()],
        trail: Vec::new(),
        met: 0,
        found: BTreeSet::new(),
    };
    for start in 0..names.len() {
        search.from(start);
    }
    search.found.into_iter().map(|at| names[at]).collect()
}

/// All from which one comes to some of these, these included.
pub(super) fn leading_to<T: Ord + Copy>(goals: &BTreeSet<T>, steps: &Steps<T>) -> BTreeSet<T> {
    let mut back: Steps<T> = BTreeMap::new();
    for (name, nexts) in steps {
        for next in nexts {
            back.entry(*next).or_default().insert(*name);
        }
    }
    let mut met = goals.clone();
    let mut ahead: Vec<T> = goals.iter().copied().collect();
    while let Some(at) = ahead.pop() {
        for before in back.get(&at).into_iter().flatten() {
            if met.insert(*before) {
                ahead.push(*before);
            }
        }
    }
    met
}

/// Tarjan's search for what is strongly connected, with a stack of its own.
struct Search<'a> {
    next: &'a [Vec<usize>],
    /// The earliest that can be come back to, by the order of meeting.
    low: Vec<Option<usize>>,
    open: Vec<bool>,
    trail: Vec<usize>,
    met: usize,
    found: BTreeSet<usize>,
}

impl Search<'_> {
    fn from(&mut self, start: usize) {
        if self.low[start].is_some() {
            return;
        }
        // A place, its number, and how many of its steps were taken.
        let mut way = vec![(start, self.meet(start), 0)];
        while let Some((at, number, taken)) = way.last_mut() {
            let (at, number) = (*at, *number);
            if let Some(next) = self.next[at].get(*taken).copied() {
                *taken += 1;
                if self.low[next].is_none() {
                    let met = self.meet(next);
                    way.push((next, met, 0));
                } else if self.open[next] {
                    self.lower(at, next);
                }
                continue;
            }
            way.pop();
            if let Some((before, _, _)) = way.last() {
                self.lower(*before, at);
            }
            if self.low[at] == Some(number) {
                self.close(at);
            }
        }
    }

    fn meet(&mut self, at: usize) -> usize {
        let number = self.met;
        self.met += 1;
        self.low[at] = Some(number);
        self.open[at] = true;
        self.trail.push(at);
        number
    }

    fn lower(&mut self, at: usize, by: usize) {
        self.low[at] = self.low[at].min(self.low[by]);
    }

    /// Takes all that is connected with a place off the trail.
    fn close(&mut self, root: usize) {
        let from = self.trail.iter().rposition(|at| *at == root).unwrap_or(0);
        let part = self.trail.split_off(from);
        for at in &part {
            self.open[*at] = false;
        }
        if part.len() > 1 || self.next[root].contains(&root) {
            self.found.extend(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Steps<char> {
        let mut steps: Steps<char> = BTreeMap::new();
        for pair in text.split(' ') {
            let mut ends = pair.chars();
            if let (Some(from), Some(to)) = (ends.next(), ends.next()) {
                steps.entry(from).or_default().insert(to);
                steps.entry(to).or_default();
            }
        }
        steps
    }

    #[test]
    fn what_comes_back_is_found_and_what_leads_there() {
        for (text, on, to) in [
            ("ab bc", "", ""),
            ("aa", "a", "a"),
            ("ab ba", "ab", "ab"),
            ("ab bc ca cd de", "abc", "abc"),
            ("xa ab ba by yc cd dc cz", "abcd", "abcdxy"),
            ("ab bc cd db ce ef fe", "bcdef", "abcdef"),
            ("ab ac bd cd", "", ""),
            ("ab bc cb ca", "abc", "abc"),
        ] {
            let steps = steps(text);
            let found = around(&steps);
            assert_eq!(found, on.chars().collect(), "{text}");
            assert_eq!(leading_to(&found, &steps), to.chars().collect(), "{text}");
        }
        assert_eq!(around(&Steps::<char>::new()), BTreeSet::new());
    }
}
