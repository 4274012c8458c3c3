"""Keys, choosers and fields of a screen: everything that is typed comes through here, in order.

Keys come to one place, `on_key`: an open field or chooser takes them, else the key map says which
action is meant and `action_…` does it. Nothing waits for a second key with a clock running, and
what is typed ahead of a slow line or disk waits its turn: nothing typed is lost.
"""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop
from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import events
from textual.keys import _character_to_key

from ppm_tui import keymap
from ppm_tui.screens.base_fields import FieldScreen, Key
from ppm_tui.widgets.chooser import Chooser, drawn
from ppm_tui.widgets.lines import Line
from ppm_tui.widgets.palette import Palette
from ppm_tui.widgets.prompt import EDITING

FLOOD_GAP, FLOOD_KEYS = 0.002, 8
"""So many different keys, each within so many seconds of the one before, are a paste."""


ALWAYS = ("app.suspend", "app.redraw")
"""Actions whose keys work in a field too."""


class KeyScreen(FieldScreen, inherit_bindings=False):
    """A screen whose keys are those of the key map."""

    def __init__(self) -> None:
        super().__init__()
        self.chooser: Chooser | None = None
        self.is_ready = False
        self.arrived: list[Key] = []
        self.flood: TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether keys wait for the pause that tells typing from a paste."""
        return self.flood is not None

    # Hints

    def hints(self, width: int) -> Line:
        """The letters of an open chooser, the keys of an open field, or those of the screen."""
        if self.chooser is not None:
            return drawn(self.chooser, width)[-1]
        return super().hints(width)

    def above_hints(self, width: int) -> Line:
        """The first letters of a chooser that one line does not hold."""
        lines = drawn(self.chooser, width) if self.chooser is not None else []
        return lines[0] if len(lines) > 1 else ()

    # Choosers

    def choose(
        self,
        key: str,
        title: str,
        choices: Sequence[keymap.Choice],
        chosen: Callable[[str], None],
        *,
        briefer: Sequence[str] = (),
        left: Callable[[], None] | None = None,
    ) -> None:
        """Open a chooser in the hint line; it waits as long as it takes."""
        self.chooser = Chooser(key, title, choices, chosen, briefer=briefer, left=left)
        self.redraw_foot()

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Take a key; what comes faster than hands type and is no repetition is a paste."""
        if self.is_asking and event.key in EDITING:
            self._take_arrived()
            return  # the field has its own keys, and they are looked up after this
        event.stop()
        event.prevent_default()
        self.arrived += self._keys_of(event)
        if self.flood is not None:
            self.flood.cancel()
        self.flood = self.after(FLOOD_GAP, self._take_arrived)

    def _has_palette(self) -> bool:
        return self.is_mounted and self.query_one(Palette).is_open

    def _keys_of(self, event: events.Key) -> list[Key]:
        if event.key.startswith("alt+"):
            # Esc followed quickly by a key arrives as Alt: no Alt key means anything by itself.
            rest = event.key[4:]
            return [("escape", None), (_key_name(rest), rest if len(rest) == 1 else None)]
        character = event.character
        if character and not character.isascii() and not self.is_asking:
            character = keymap.latin(character, self.ppm.settings.keyboard)
            return [(_key_name(character), character)]
        return [(event.key, character)]

    def _take_arrived(self) -> None:
        if self.flood is not None:
            self.flood.cancel()
        self.flood = None
        keys, self.arrived = self.arrived, []
        if len({key for key, _ in keys}) >= FLOOD_KEYS:
            self._take_paste(keys)
        else:
            self.take_keys(keys)

    def _take_paste(self, keys: Sequence[Key]) -> None:
        """Pasted text goes into an open field as one line that waits for Enter, else nowhere."""
        signs = [
            character if character and character.isprintable() else " " for _, character in keys
        ]
        if self.is_asking:
            self.prompt.field.insert_text_at_cursor("".join(signs).rstrip())
            self.hint("pasted; Enter saves it, Esc leaves")
        elif self._has_palette():
            self.take_keys([(_key_name(sign), sign) for sign in signs])
        else:
            self.say("pasted text was dropped: open a field first")

    def after(self, seconds: float, callback: Callable[[], object]) -> TimerHandle:
        """Call back so much later; a timer of Textual would not, were it ever late by as much."""
        return get_running_loop().call_later(seconds, self.call_later, callback)

    def take_keys(self, keys: Sequence[Key]) -> None:
        """Press keys one after the other, each on the screen that is in front by then."""
        for number, (key, character) in enumerate(keys):
            screen = self.app.screen
            if not isinstance(screen, KeyScreen):
                return
            if number and screen.chooser is not None and screen.chooser.key == "X":
                return  # what deletes asks first, and waits for a key of its own
            if screen.is_ready and not screen.is_answering:
                screen.press(key, character)
            else:
                screen.typed_ahead.append((key, character))

    def catch_up(self) -> None:
        """Press what was typed while the screen was not ready for it."""
        keys, self.typed_ahead = self.typed_ahead, []
        self.take_keys(keys)

    def press(self, key: str, character: str | None) -> None:
        """Do what a key means here and now."""
        if keymap.bound(self.kind, self.ppm.actions).get(key) == "app.cancel":
            self._leave_all()
        if self.is_asking:
            self._prompt_key(key, character)
        elif self._has_palette():
            self.query_one(Palette).press(key, character)
        elif self.chooser is not None:
            self._choose_key(key, character)
        else:
            self.dispatch(key, character)

    def _prompt_key(self, key: str, character: str | None) -> None:
        prompt = self.prompt
        if key == "escape":
            self.leave_prompt()
        elif key == "enter":
            self.submit()
        elif key in ("up", "down"):
            prompt.step(-1 if key == "up" else 1)
        elif key == "tab":
            self.complete()
        elif key == "ctrl+x":
            self.edit()
        elif key == "backspace":
            prompt.field.action_delete_left()
        elif character is not None and character.isprintable():
            prompt.field.insert_text_at_cursor(character)
        elif keymap.bound(self.kind, self.ppm.actions).get(key) in ALWAYS:
            self.dispatch(key, character)

    def _leave_all(self) -> None:
        """Close what is open on the screen, as what cancels does."""
        if self.chooser is not None:
            self._leave_chooser()
        if self.is_asking:
            self.leave_prompt()
        if self._has_palette():
            self.query_one(Palette).close()

    def _leave_chooser(self) -> None:
        chooser, self.chooser = self.chooser, None
        self.redraw_foot()
        if chooser is not None and chooser.left is not None:
            chooser.left()

    def _choose_key(self, key: str, character: str | None) -> None:
        chooser = self.chooser
        assert chooser is not None
        if key in ("escape", "backspace"):
            self._leave_chooser()
            return
        for choice in chooser.choices:
            if character == choice.letter:
                self.chooser = None
                self.redraw_foot()
                chooser.chosen(choice.value)
                return
        self.chooser = replace(chooser, wrong=keymap.shown(key))
        self.say(f"{keymap.shown(key)} is none of these letters; Esc leaves")

    def dispatch(self, key: str, character: str | None) -> None:
        """Look the key up in the key map and run its action."""
        del character
        action = keymap.bound(self.kind, self.ppm.actions).get(key)
        if action is None:
            self.say(f"{keymap.shown(key)} does nothing here; ? shows the keys")
        else:
            self.run(action)

    def run(self, action: str) -> None:
        """Run an action by its identifier, as the palette does."""
        method = getattr(self, "action_" + action.replace(".", "_"), None)
        if method is None:
            self.say(f"{keymap.BY_ID[action].label} is not possible here")
        else:
            method()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text never runs keys."""
        event.stop()
        self.say("pasted text was dropped: open a field first")


def _key_name(character: str) -> str:
    """Textual's name of the key that types this character."""
    return _character_to_key(character) if len(character) == 1 else character
