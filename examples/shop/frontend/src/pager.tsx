/** Turns pages. */

interface PagerProps {
  /** What has pages, for those who do not see it: `the catalogue`. */
  readonly of: string;
  readonly page: number;
  readonly pages: number;
  readonly onTurn: (page: number) => void;
}

/** Back, where one is, forward. */
export function Pager({ of, page, pages, onTurn }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      <button type="button" className="quiet" disabled={page <= 1} onClick={() => onTurn(page - 1)}>
        Previous
      </button>
      <span>
        {page} <span className="faint">of {pages}</span>
      </span>
      <button type="button" className="quiet" disabled={page >= pages} onClick={() => onTurn(page + 1)}>
        Next
      </button>
    </nav>
  );
}
