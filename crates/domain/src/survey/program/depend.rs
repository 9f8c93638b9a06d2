//! What has to be known before what: an order of computed values and of the questions of a page, the circles
//! that make one impossible, and which pages can come before which.

use crate::survey::Survey;

/// Positions so that each comes behind those it depends on, else as they stand; and the circles found, each
/// as the positions on it. A circle is cut where it closes.
pub(super) fn sorted(count: usize, depends: impl Fn(usize) -> Vec<usize>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut sorter =
        Sorter { depends, marks: vec![Mark::New; count], order: Vec::new(), circles: Vec::new() };
    for position in 0..count {
        sorter.visit(position, &mut Vec::new());
    }
    (sorter.order, sorter.circles)
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

struct Sorter<F> {
    depends: F,
    marks: Vec<Mark>,
    order: Vec<usize>,
    circles: Vec<Vec<usize>>,
}

impl<F: Fn(usize) -> Vec<usize>> Sorter<F> {
    /// Surveys hold at most 200 of anything, so the recursion is shallow.
    fn visit(&mut self, position: usize, way: &mut Vec<usize>) {
        match self.marks[position] {
            Mark::Done => return,
            Mark::Open => {
                let start = way.iter().position(|on_way| *on_way == position).unwrap_or(0);
                self.circles.push(way[start..].to_vec());
                return;
            }
            Mark::New => {}
        }
        self.marks[position] = Mark::Open;
        way.push(position);
        for dependency in (self.depends)(position) {
            self.visit(dependency, way);
        }
        way.pop();
        self.marks[position] = Mark::Done;
        self.order.push(position);
    }
}

/// Where each page can stand in a respondent's order.
pub(super) struct Places {
    /// The first and last place by page.
    places: Vec<(usize, usize)>,
}

impl Places {
    pub fn of(survey: &Survey) -> Self {
        let free = || {
            let pages = survey.pages.iter().enumerate();
            pages.filter(|(_, page)| !page.fixed).map(|(at, _)| at)
        };
        let (first, last) = (free().next().unwrap_or(0), free().next_back().unwrap_or(0));
        let place = |(at, page): (usize, &super::super::Page)| {
            if survey.random_pages && !page.fixed { (first, last) } else { (at, at) }
        };
        Self { places: survey.pages.iter().enumerate().map(place).collect() }
    }

    /// Whether `page` comes before `other` in some order.
    pub fn may_precede(&self, page: usize, other: usize) -> bool {
        page != other && self.places[page].0 < self.places[other].1
    }

    /// Whether `page` comes before `other` in every order.
    pub fn precedes(&self, page: usize, other: usize) -> bool {
        self.places[page].1 < self.places[other].0
    }
}
