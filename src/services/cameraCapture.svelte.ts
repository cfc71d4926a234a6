import { AppError, describeUnknown } from '../shared/appError.ts';
import type { PickedFile } from '../protocol/dataContract.ts';

/** A picture that was taken, and an address to show it from. */
export interface Shot {
  readonly id: number;
  readonly blob: Blob;
  readonly address: string;
}

/** Little is lost, and a picture is a tenth of a PNG. */
const JPEG_QUALITY = 0.95;
/** While it records: pictures that follow faster are nearly the same. */
const RECORD_EVERY_MS = 250;
/** Enough for one class at a time; more at once would only fill the memory. */
export const MAX_SHOTS = 500;

/** A camera, asked for when a person wants it, and the pictures taken with it. Whoever makes one closes it: the camera goes off then. */
export class CameraCapture {
  stream = $state.raw<MediaStream | null>(null);
  /** Cameras to choose from; their names are known once one was allowed. */
  devices = $state.raw<readonly MediaDeviceInfo[]>([]);
  shots = $state.raw<readonly Shot[]>([]);
  error = $state.raw<unknown>(null);
  isStarting = $state(false);
  isRecording = $state(false);
  #timer: ReturnType<typeof setInterval> | undefined;
  #ticket = 0;
  #nextId = 1;

  readonly deviceId = $derived.by(() => this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? null);

  /** Asks for a camera, or another one. */
  async start(deviceId: string | null = null): Promise<void> {
    const ticket = ++this.#ticket;
    this.#stop();
    this.isStarting = true;
    this.error = null;
    try {
      if (!isSecureContext) throw new AppError('camera.unavailable', {});
      const video = deviceId === null ? { facingMode: 'environment' } : { deviceId: { exact: deviceId } };
      const { mediaDevices } = navigator;
      const stream = await mediaDevices.getUserMedia({ video, audio: false });
      if (ticket !== this.#ticket) {
        stopTracks(stream);
        return;
      }
      stream.getVideoTracks()[0]?.addEventListener('ended', () => {
        if (this.stream === stream) this.#lose();
      });
      this.stream = stream;
      this.devices = (await mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
    } catch (error) {
      if (ticket === this.#ticket) this.error = asCameraError(error);
    } finally {
      if (ticket === this.#ticket) this.isStarting = false;
    }
  }

  /** Takes what the video shows now. */
  async take(video: HTMLVideoElement): Promise<void> {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0 || this.shots.length >= MAX_SHOTS) return;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
    if (!this.stream) return;
    this.shots = [...this.shots, { id: this.#nextId++, blob, address: URL.createObjectURL(blob) }];
  }

  /** Takes one picture after the other until it is asked again, or there are `MAX_SHOTS`. */
  toggleRecording(video: HTMLVideoElement): void {
    this.isRecording = !this.isRecording;
    clearInterval(this.#timer);
    if (!this.isRecording) return;
    this.#timer = setInterval(() => {
      if (this.shots.length >= MAX_SHOTS) this.#stopRecording();
      else void this.take(video);
    }, RECORD_EVERY_MS);
  }

  remove(id: number): void {
    for (const shot of this.shots) if (shot.id === id) URL.revokeObjectURL(shot.address);
    this.shots = this.shots.filter((shot) => shot.id !== id);
  }

  /** The pictures as files in a folder that is called like their class; `takenAt` keeps names apart. */
  files(label: string, takenAt: number): readonly PickedFile[] {
    const folder = label.replaceAll('/', '_');
    return this.shots.map(({ id, blob }) => {
      const path = `camera/${folder}/${takenAt}-${String(id).padStart(3, '0')}.jpg`;
      return { path, file: new File([blob], path, { type: blob.type }) };
    });
  }

  close(): void {
    this.#ticket++;
    this.#stop();
    for (const { address } of this.shots) URL.revokeObjectURL(address);
    this.shots = [];
    this.error = null;
    this.isStarting = false;
  }

  #stopRecording(): void {
    clearInterval(this.#timer);
    this.isRecording = false;
  }

  #stop(): void {
    this.#stopRecording();
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
  }

  /** Unplugged, or taken back by the person. */
  #lose(): void {
    this.#stop();
    this.error = new AppError('camera.lost', {});
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function asCameraError(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new AppError('camera.denied', {}, { cause: error });
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new AppError('camera.none', {}, { cause: error });
    case 'NotReadableError':
    case 'AbortError':
      return new AppError('camera.busy', {}, { cause: error });
    default:
      return new AppError('camera.failed', { reason: describeUnknown(error) }, { cause: error });
  }
}
