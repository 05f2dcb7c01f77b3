// Says what the coach says, with voices of this device only; captions are there with or without it.

/**
 * @param {{synthesis?: SpeechSynthesis | undefined, language?: string}} [deps]
 */
export function createVoice(deps = {}) {
  const { synthesis = globalThis.speechSynthesis, language = document.documentElement.lang } = deps;
  let isOn = true;
  let priority = -1;

  /** A voice that speaks without asking anybody elsewhere; null where there is none. */
  function localVoice() {
    const voices = synthesis?.getVoices() ?? [];
    const own = voices.filter((voice) => voice.localService);
    return own.find((voice) => voice.lang.startsWith(language)) ?? null;
  }

  /**
   * @param {string} text
   * @param {number} importance higher interrupts
   */
  function say(text, importance) {
    const voice = localVoice();
    if (!isOn || synthesis === undefined || voice === null) return;
    if (synthesis.speaking && importance > priority) synthesis.cancel();
    priority = importance;
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice;
    said.lang = voice.lang;
    said.onend = () => {
      priority = -1;
    };
    synthesis.speak(said);
  }

  function hush() {
    synthesis?.cancel();
    priority = -1;
  }

  return {
    say,
    hush,
    hasVoice: () => localVoice() !== null,
    isOn: () => isOn,
    /** @param {boolean} wanted */
    turn(wanted) {
      isOn = wanted;
      if (!wanted) hush();
    },
  };
}

/** @typedef {ReturnType<typeof createVoice>} Voice */
