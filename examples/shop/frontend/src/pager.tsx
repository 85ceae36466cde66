/** Turns pages. */

interface PagerProps {
  /** What has pages, for those who do not see it: `the catalogue`. */
  readonly of: string;
  readonly page: number;
  readonly pages: number;
  /** How much there is on all of them, in words. */
  readonly total: string;
  readonly onTurn: (page: number) => void;
}

/** Back, where one is, forward. */
export function Pager({ of, page, pages, total, onTurn }: PagerProps) {
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      <button type="button" className="quiet" disabled={page <= 1} onClick={() => onTurn(page - 1)}>
        Previous
      </button>
      <span>
        {page}{" "}
        <span className="faint">
          of {Math.max(pages, 1)} · {total}
        </span>
      </span>
      <button type="button" className="quiet" disabled={page >= pages} onClick={() => onTurn(page + 1)}>
        Next
      </button>
    </nav>
  );
}
