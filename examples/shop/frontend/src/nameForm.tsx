/** A name's field, opened where the name stood: it has the focus, Escape closes it, a refusal stays beside it. */

import {
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { Problem } from "./problem.tsx";

interface NameFormProps {
  readonly label: string;
  readonly name: string;
  readonly error: Error | null;
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

/** The form. What a good name is, is the server's to say. */
export function NameForm({ label, name, error, onSave, onClose }: NameFormProps) {
  const [draft, setDraft] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.select(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(draft);
  };
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  return (
    <form className="name-form" onSubmit={submit} onKeyDown={closeOnEscape}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={field}
        value={draft}
        autoComplete="off"
        aria-invalid={error !== null}
        onChange={(event) => setDraft(event.target.value)}
      />
      <div className="buttons">
        <button type="submit" className="primary">
          Save
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
      <Problem error={error} />
    </form>
  );
}

/** The ref of the button that opens a form: it has the focus again when the form has closed. */
export function useOpener(open: boolean): RefObject<HTMLButtonElement | null> {
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) opener.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return opener;
}
