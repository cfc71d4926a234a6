/** A small table as a German plant's export writes it: semicolons, decimal commas, quotes, dates, gaps. Seeded, so always the same. */
export function spindleCsv(rows: number, seed: number): string {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const comma = (value: number, digits: number): string => value.toFixed(digits).replace('.', ',');
  const lines = ['Maschine;Drehmoment [Nm];Drehzahl;Werkzeug;geprüft am;Ergebnis'];
  for (let row = 0; row < rows; row++) {
    const torque = 20 + 50 * uniform();
    const speed = 1000 + Math.floor(1500 * uniform());
    const tool = ['A', 'B', 'C'][Math.floor(3 * uniform())] ?? 'A';
    const isWorn = torque * (tool === 'C' ? 1.3 : 1) + speed / 100 + 8 * uniform() > 68;
    const day = String(1 + Math.floor(28 * uniform())).padStart(2, '0');
    const torqueText = uniform() < 0.03 ? '' : comma(torque, 2);
    lines.push(`"M-${1 + (row % 7)}";${torqueText};${speed};${tool};${day}.03.2026;${isWorn ? 'Ausschuss' : 'gut'}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
