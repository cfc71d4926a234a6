/* Pooling over windows of [batch, height, width, channels]. */

/** Largest of each window into y; where it was, counted from the sample's start, into `places`. Windows past the edge are cut off there. */
export function maxPool(
  x: usize,
  y: usize,
  places: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolY: i32,
  poolX: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  const sample = height * width * channels;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      const y0 = row * stepY - top;
      const fromY = max(0, y0);
      const toY = min(height, y0 + poolY);
      for (let column = 0; column < outWidth; column++) {
        const x0 = column * stepX - left;
        const fromX = max(0, x0);
        const toX = min(width, x0 + poolX);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let place = (fromY * width + fromX) * channels + c;
          let most = v128.load(x + (place << 2));
          let where = i32x4.splat(place);
          for (let v = fromY; v < toY; v++) {
            place = (v * width + fromX) * channels + c;
            for (let u = fromX; u < toX; u++, place += channels) {
              const value = v128.load(x + (place << 2));
              const isMore = f32x4.gt(value, most);
              most = v128.bitselect(value, most, isMore);
              where = v128.bitselect(i32x4.splat(place), where, isMore);
            }
          }
          v128.store(y, most);
          v128.store(places, i32x4.add(where, i32x4(0, 1, 2, 3)));
          y += 16;
          places += 16;
        }
        for (; c < channels; c++) {
          let where = (fromY * width + fromX) * channels + c;
          let most = load<f32>(x + (where << 2));
          for (let v = fromY; v < toY; v++) {
            let place = (v * width + fromX) * channels + c;
            for (let u = fromX; u < toX; u++, place += channels) {
              const value = load<f32>(x + (place << 2));
              if (value > most) {
                most = value;
                where = place;
              }
            }
          }
          store<f32>(y, most);
          store<i32>(places, where);
          y += 4;
          places += 4;
        }
      }
    }
    x += sample << 2;
  }
}

/** dx [batch, sample]: each dy at its window's place; `perSample` windows of a sample. */
export function maxPoolGradient(dy: usize, places: usize, dx: usize, batch: i32, sample: i32, perSample: i32): void {
  memory.fill(dx, 0, (batch * sample) << 2);
  for (let image = 0; image < batch; image++) {
    for (let i = 0; i < perSample; i++) {
      const at = dx + (load<i32>(places) << 2);
      store<f32>(at, load<f32>(at) + load<f32>(dy));
      dy += 4;
      places += 4;
    }
    dx += sample << 2;
  }
}

/** The mean of each window, or with `isGradient` each window's dy (in x) shared out to dx (in y), which starts as zeros. */
export function averagePool(
  x: usize,
  y: usize,
  isGradient: i32,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolY: i32,
  poolX: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  const sample: usize = (height * width * channels) << 2;
  const outPixel: usize = channels << 2;
  let large = isGradient ? y : x;
  let small = isGradient ? x : y;
  if (isGradient) memory.fill(large, 0, sample * batch);
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      const y0 = row * stepY - top;
      const fromY = max(0, y0);
      const toY = min(height, y0 + poolY);
      for (let column = 0; column < outWidth; column++) {
        const x0 = column * stepX - left;
        const fromX = max(0, x0);
        const toX = min(width, x0 + poolX);
        const share: f32 = <f32>1 / <f32>((toY - fromY) * (toX - fromX));
        for (let c = 0; c < channels; c++) {
          const at: usize = c << 2;
          if (isGradient) {
            const g: f32 = load<f32>(small + at) * share;
            for (let v = fromY; v < toY; v++) {
              for (let u = fromX; u < toX; u++) {
                const to = large + (((v * width + u) * channels) << 2) + at;
                store<f32>(to, load<f32>(to) + g);
              }
            }
          } else {
            let sum: f32 = 0;
            for (let v = fromY; v < toY; v++) {
              for (let u = fromX; u < toX; u++) sum += load<f32>(large + (((v * width + u) * channels) << 2) + at);
            }
            store<f32>(small + at, sum * share);
          }
        }
        small += outPixel;
      }
    }
    large += sample;
  }
}
