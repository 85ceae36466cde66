/** A product's name, which staff can change where it stands. */

import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useRenameProduct, useWhoami } from "./mizan/mizan.react.ts";
import { Problem } from "./problem.tsx";

interface NameProps {
  readonly productId: number;
  readonly name: string;
  /** The product is being fetched anew: the name on the screen may be the old one. */
  readonly settling: boolean;
}

/** The name. Nothing is guessed: what it shows after a rename is what the server answered to the new read. */
export function NameInPlace({ productId, name, settling }: NameProps) {
  const staff = useWhoami().data?.staff === true;
  const rename = useRenameProduct();
  const [draft, setDraft] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const open = draft !== null;

  useEffect(() => {
    if (open) field.current?.select();
  }, [open]);

  useEffect(() => {
    if (rename.isError) field.current?.focus();
  }, [rename.isError]);

  // The field stays until the new name is there, so that the old one is not seen again.
  useEffect(() => {
    if (rename.isSuccess && !settling) {
      setDraft(null);
      rename.reset();
      opener.current?.focus();
    }
  }, [rename.isSuccess, rename.reset, settling]);

  if (draft === null) {
    return (
      <div className="name">
        <h3>{name}</h3>
        {staff && (
          <button type="button" className="quiet" ref={opener} onClick={() => setDraft(name)}>
            Rename
          </button>
        )}
      </div>
    );
  }
  const close = () => {
    setDraft(null);
    rename.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ productId, name: draft });
  };
  const cancelOnEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    <form className="name-form" onSubmit={submit} onKeyDown={cancelOnEscape}>
      <label htmlFor={id}>New name</label>
      <input
        id={id}
        ref={field}
        value={draft}
        autoComplete="off"
        onChange={(event) => setDraft(event.target.value)}
      />
      <div className="buttons">
        <button type="submit" className="primary" disabled={rename.isPending}>
          Save
        </button>
        <button type="button" className="quiet" onClick={close}>
          Cancel
        </button>
      </div>
      <Problem error={rename.error} />
    </form>
  );
}
