//! Values that nobody wants: for judging alone.

use std::convert::Infallible;

use super::{Date, Datetime, Duration, Enum, Field, Make, Structure, Time, Uuid};

/// Makes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Make for Nothing {
    const MAKES: bool = false;

    type Made = ();
    type Error = Infallible;
    type Fields = ();
    type Entries = ();

    fn null(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn boolean(&mut self, _: bool) -> Result<(), Infallible> {
        Ok(())
    }

    fn integer(&mut self, _: i64) -> Result<(), Infallible> {
        Ok(())
    }

    fn bigint(&mut self, _: &str) -> Result<(), Infallible> {
        Ok(())
    }

    fn number(&mut self, _: f64) -> Result<(), Infallible> {
        Ok(())
    }

    fn string(&mut self, _: &str) -> Result<(), Infallible> {
        Ok(())
    }

    fn decimal(&mut self, _: &str) -> Result<(), Infallible> {
        Ok(())
    }

    fn uuid(&mut self, _: Uuid) -> Result<(), Infallible> {
        Ok(())
    }

    fn datetime(&mut self, _: Datetime) -> Result<(), Infallible> {
        Ok(())
    }

    fn date(&mut self, _: Date) -> Result<(), Infallible> {
        Ok(())
    }

    fn time(&mut self, _: Time) -> Result<(), Infallible> {
        Ok(())
    }

    fn duration(&mut self, _: Duration) -> Result<(), Infallible> {
        Ok(())
    }

    fn bytes(&mut self, _: Vec<u8>) -> Result<(), Infallible> {
        Ok(())
    }

    fn member(&mut self, _: &Enum, _: usize) -> Result<(), Infallible> {
        Ok(())
    }

    fn list(&mut self, _: Vec<()>) -> Result<(), Infallible> {
        Ok(())
    }

    fn tuple(&mut self, _: Vec<()>) -> Result<(), Infallible> {
        Ok(())
    }

    fn entries(&mut self, _: usize) -> Result<(), Infallible> {
        Ok(())
    }

    fn entry(&mut self, (): &mut (), (): (), (): ()) -> Result<(), Infallible> {
        Ok(())
    }

    fn map(&mut self, (): ()) -> Result<(), Infallible> {
        Ok(())
    }

    fn fields(&mut self, _: &Structure, _: bool) -> Result<(), Infallible> {
        Ok(())
    }

    fn field(
        &mut self,
        (): &mut (),
        _: &Structure,
        _: &Field,
        (): (),
        _: bool,
    ) -> Result<(), Infallible> {
        Ok(())
    }

    fn structure(&mut self, _: &Structure, (): ()) -> Result<(), Infallible> {
        Ok(())
    }
}
