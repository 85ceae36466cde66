//! Domain errors that cannot be declared as they are written.

#[derive(mizan::Error)]
struct Generic<T>(T);

#[derive(mizan::Error)]
struct Fields {
    limit: i64,
}

#[derive(mizan::Error)]
struct Two(i64, i64);

#[derive(mizan::Error)]
union Either {
    one: i64,
}

#[derive(mizan::Error)]
enum Never {}

#[derive(mizan::Error)]
#[mizan(status = 500)]
struct TheHosts;

#[derive(mizan::Error)]
#[mizan(code = "sold out")]
struct Spelled;

#[derive(mizan::Error)]
struct Über;

#[derive(mizan::Error)]
#[mizan(title = "Gone")]
struct Titled;

#[derive(mizan::Error)]
#[mizan(transparent)]
struct Wrapper(mizan::Problem);

#[derive(mizan::Error)]
struct From(#[mizan(from)] mizan::Problem);

#[derive(mizan::Error)]
struct Constrained(#[mizan(minimum = 1)] i64);

#[derive(mizan::Error)]
#[mizan(status = 404)]
enum Whole {
    Gone,
}

#[derive(mizan::Error)]
enum Twice {
    Gone,
    #[mizan(code = "GONE")]
    Left,
}

#[derive(mizan::Error)]
enum HoldsNothing {
    #[mizan(transparent)]
    Gone,
}

#[derive(mizan::Error)]
enum HoldsTwo {
    Gone(#[mizan(from)] mizan::Problem, i64),
}

#[derive(mizan::Error)]
enum HasItsOwn {
    #[mizan(status = 404)]
    Gone(#[mizan(from)] mizan::Problem),
}

fn main() {}
