import { images } from './images.ts';
import type { ErrorMessages } from '../messages.ts';

const TASKS: Readonly<Record<string, string>> = {
  binary: 'two classes',
  multiclass: 'several classes',
  multilabel: 'several labels',
  regression: 'regression',
  reconstruction: 'making samples again',
  generation: 'making new samples',
};
const taskName = (task: string): string => TASKS[task] ?? task;

const FAULTS: Readonly<Record<string, string>> = images.faults;

export const errors: ErrorMessages = {
  'file.empty': ({ fileName }) => ({
    what: `“${fileName}” is empty.`,
    next: 'Choose another file, or export it again from where it came.',
  }),
  'file.unreadable': ({ fileName, reason }) => ({
    what: `“${fileName}” could not be read: ${reason}`,
    next: 'If the file was moved or is open elsewhere, choose it again. Otherwise save it as CSV and try that.',
  }),
  'file.noColumns': ({ fileName }) => ({
    what: `No columns were found in “${fileName}”.`,
    next: 'Check the delimiter and how many lines are skipped at the top.',
  }),
  'file.noRows': ({ fileName, skippedRows }, f) => ({
    what:
      skippedRows === 0
        ? `“${fileName}” has no rows below its header.`
        : `No row of “${fileName}” fits the import options: ${f.integer(skippedRows)} left out.`,
    next: 'Check the delimiter, the header, the column types, and what happens to malformed rows.',
  }),
  'file.notATable': ({ fileName }) => ({
    what: `“${fileName}” is not a table: it holds bytes that no text has, and is neither Excel (.xlsx) nor Parquet nor NumPy (.npy).`,
    next: 'Save the data as CSV, XLSX or Parquet. Unpack it first if it is in an archive.',
  }),
  'file.otherFormat': ({ fileName, format }) => ({
    what: `“${fileName}” holds ${{ HTML: 'a web page (HTML)', XML: 'XML', JSON: 'JSON' }[format]}, not a table.`,
    next: 'Save the data as CSV, XLSX or Parquet. If it was downloaded, check that the page did not ask you to sign in.',
  }),
  'file.tooManyColumns': ({ fileName, columns, limit }, f) => ({
    what: `“${fileName}” has ${f.integer(columns)} columns; at most ${f.integer(limit)} can be taken.`,
    next: 'Check the delimiter. If the columns are real, leave those out that are not needed, or turn the table on its side.',
  }),
  'file.columnsMissing': ({ fileName, columns, count }, f) => ({
    what: `“${fileName}” lacks ${count === 1 ? 'a column that the model needs' : `${f.integer(count)} columns that the model needs`}: ${columns}.`,
    next: 'Add what is missing under the same names as in training, and choose the file again. Nothing was predicted.',
  }),
  'file.badImage': ({ fileName, fault }) => ({
    what: `“${fileName}” cannot be taken as a picture: ${FAULTS[fault] ?? fault}.`,
    next: 'Choose another picture: PNG, JPEG, WebP, AVIF, BMP, GIF or TIFF.',
  }),
  'codes.invalid': ({ fileName, reason }) => ({
    what:
      reason === 'notCodes'
        ? `“${fileName}” is not a compressed file made here.`
        : `“${fileName}” is damaged or cut off: it cannot be restored.`,
    next: 'Choose a .codes file that was compressed with this model, whole as it was saved.',
  }),
  'codes.otherModel': ({ fileName, model, own }) => ({
    what: `“${fileName}” was compressed by the model “${model}”, and this is “${own}”: its codes mean nothing here.`,
    next: 'Choose that model above, or a file that this one compressed.',
  }),
  'codes.noRows': ({ fileName, row, column, reason }) => ({
    what: `No row of “${fileName}” can be compressed. Row ${row}, column “${column}”: ${reason}.`,
    next: 'Choose a file with the columns of the training data, written as they were.',
  }),
  'codes.resampled': () => ({
    what: 'This model resamples a series to even steps, from which the rows of a file cannot be restored.',
    next: 'Compress with a model that was trained without resampling.',
  }),
  'codes.noWindow': ({ fileName, rows, longest }, f) => ({
    what: `“${fileName}” has no stretch that fills a window of ${f.integer(rows)} rows: the longest, of one unit and without a gap in time or a row that cannot be read, has ${f.integer(longest)}.`,
    next: 'Choose a longer recording, or train on shorter windows.',
  }),
  'file.noImages': ({ files, example }, f) => ({
    what: `No picture that can be read is among ${files === 1 ? 'the file' : `the ${f.integer(files)} files`}${example ? ` (“${example}”, for instance)` : ''}.`,
    next: 'Choose PNG, JPEG, WebP, AVIF, BMP, GIF or TIFF files, a folder of them, or a ZIP archive.',
  }),
  'file.columnsDiffer': ({ fileName, first, column, isMissing }) => ({
    what: isMissing
      ? `“${fileName}” has no column “${column}”, which “${first}” has.`
      : `“${fileName}” has a column “${column}”, which “${first}” does not have.`,
    next: 'Recordings must have the same columns. Mend that file, or leave it out.',
  }),
  'file.noSteps': ({ fileName }) => ({
    what: `“${fileName}” has no columns of numbers that are counted by their names, as t0, t1, t2 … are.`,
    next: 'For rows that are a sequence each, name the columns of its steps so, or import the table as it is.',
  }),
  'file.sheetMissing': ({ fileName, sheet }) => ({
    what: `“${fileName}” has no sheet “${sheet}”.`,
    next: 'Choose one of its sheets.',
  }),
  'file.lineTooLong': ({ row, limitBytes }, f) => ({
    what: `Row ${f.integer(row)} is longer than ${f.bytes(limitBytes)}, which is no row of a table.`,
    next: 'Check that the file is a delimited text with line breaks.',
  }),
  'camera.unavailable': () => ({
    what: 'This page cannot use a camera.',
    next: 'Open it over https, or from localhost, in a browser that has cameras.',
  }),
  'camera.denied': () => ({
    what: 'The camera was not allowed.',
    next: 'Allow it in the browser’s address bar or settings, then start the camera again.',
  }),
  'camera.none': () => ({
    what: 'No camera was found.',
    next: 'Connect one, then start the camera again.',
  }),
  'camera.busy': () => ({
    what: 'The camera cannot be read: another program may have it.',
    next: 'Close that program, then start the camera again.',
  }),
  'camera.lost': () => ({
    what: 'The camera has gone: it was unplugged, or is no longer allowed.',
    next: 'The pictures taken so far are kept. Connect it, then start the camera again.',
  }),
  'camera.failed': ({ reason }) => ({
    what: `The camera could not be started: ${reason}`,
    next: 'Start the camera again, or choose another one.',
  }),
  'images.noTarget': ({ row }, f) => ({
    what: `Picture ${f.integer(row + 1)} has no target to be translated into.`,
    next: 'Exclude pictures without a target, or import them again with their targets.',
  }),
  'file.encoding': ({ fileName, encoding, offsetBytes }, f) => ({
    what: `“${fileName}” is not valid ${encoding} at byte ${f.integer(offsetBytes)}.`,
    next: 'Choose another encoding in the import options.',
  }),
  'data.columnMissing': ({ column }) => ({
    what: `The column “${column}” is not in this data set.`,
    next: 'Choose another column, or import a file that has it.',
  }),
  'data.noRows': ({ split }) => ({
    what: `No rows are left for ${split}.`,
    next: 'Give this part a larger share, or drop fewer rows with missing values.',
  }),
  'data.noPairs': () => ({
    what: 'Picture to picture needs pictures that come in pairs.',
    next: 'Import pictures in two folders with the same names, or as left and right halves; or choose another task under Data.',
  }),
  'data.tilesUnlearnt': ({ task }) => ({
    what: `Pictures cut into tiles do not suit ${taskName(task)}: only classes, labels and numbers can be made from tiles.`,
    next: 'Take pictures whole, or choose another task.',
  }),
  'data.tileClass': ({ name }) => ({
    what: `“${name}”, whose largest score among the tiles decides, is not among what is predicted.`,
    next: 'Choose another one, or let the mean of all tiles decide.',
  }),
  'data.tooManyTiles': ({ tiles, most }, f) => ({
    what: `The pictures would be cut into ${f.integer(tiles)} tiles; at most ${f.integer(most)} can be trained on.`,
    next: 'Make tiles larger, let them overlap less, or import fewer pictures.',
  }),
  'data.targetMissing': () => ({ what: 'No target is chosen.', next: 'Choose the column to predict, under Data.' }),
  'data.notEnoughClasses': ({ column, classes }, f) => ({
    what: `“${column}” has ${f.integer(classes)} class, and two are needed to tell apart.`,
    next: 'Choose another target, or data in which it varies.',
  }),
  'data.tooManyClasses': ({ column, classes }, f) => ({
    what: `“${column}” has ${f.integer(classes)} different values, too many for classes.`,
    next: 'Choose regression if it is a quantity, another target, or group its values before the import.',
  }),
  'data.targetUnsuited': ({ column, type, task }) => ({
    what: `“${column}” is of type ${type}, which does not suit ${taskName(task)}.`,
    next: 'Choose another task or another target.',
  }),
  'data.tooManyTargets': ({ task, targets }, f) => ({
    what: `${f.integer(targets)} targets are chosen, and ${taskName(task)} takes one.`,
    next: 'Keep one target, or choose a task that takes several.',
  }),
  'data.imputationUnsuited': ({ column, type, imputation }) => ({
    what: `Missing values of “${column}” (${type}) cannot be filled by “${imputation}”.`,
    next: 'Choose another way of filling for this column.',
  }),
  'data.splitFractions': () => ({
    what: 'The shares of training, validation and test do not add up to 100 %.',
    next: 'Change one of them so that they do.',
  }),
  'data.splitWords': ({ column, words }) => ({
    what:
      words.length > 0
        ? `“${column}” cannot say which part a row is in: it has ${words.map((word) => `“${word}”`).join(', ')} among its words.`
        : `“${column}” cannot say which part a row is in: it does not tell training rows from others.`,
    next: 'Choose a category column that holds train, validation and test and nothing else, or another kind of split.',
  }),
  'data.timeUnsuited': ({ column, type }) => ({
    what: `“${column}” is of type ${type} and cannot order rows in time.`,
    next: 'Choose a date or number column for the split, or another kind of split.',
  }),
  'data.noFeatures': () => ({
    what: 'No column is left to predict from.',
    next: 'Give at least one column the role “feature”.',
  }),
  'data.textFeature': ({ column }) => ({
    what: `“${column}” holds free text, which this network cannot take as a feature.`,
    next: 'Ignore the column, or import it as a category.',
  }),
  'data.noWindows': ({ rows }, f) => ({
    what: `Nowhere in the training rows are ${f.integer(rows)} rows of one unit in a row, without a gap in time.`,
    next: 'Make the window or the horizon shorter, allow longer gaps, or give training a larger share.',
  }),
  'data.tooManySteps': ({ steps, limit }, f) => ({
    what: `Resampling would make ${f.integer(steps)} steps or more; at most ${f.integer(limit)} are made.`,
    next: 'Choose a longer step, or a shorter “longest gap”.',
  }),
  'data.resampling': () => ({
    what: 'Resampling needs a time column and a step above zero.',
    next: 'Choose the time column and enter a step under “What is one sample?”, or switch resampling off.',
  }),
  'data.windowSplit': () => ({
    what: 'Rows dealt at random leave no stretch of time for a window to lie in.',
    next: 'Split by unit, by time, or into stretches of each unit.',
  }),
  'data.blocksWithoutWindows': () => ({
    what: 'A split into stretches of each unit is for windows over time.',
    next: 'Choose another kind of split, or windows as samples.',
  }),
  'data.sampleSize': ({ field }) => ({
    what: `“${field}” of the samples is not a whole number in its range.`,
    next: 'Enter another number under “What is one sample?”.',
  }),
  'data.windowLabel': ({ label, task }) => ({
    what: `The rule “${label}” gives no target for the task ${task}.`,
    next: 'Choose another rule for what a window is judged by, or another task.',
  }),
  'data.notText': ({ column, type }) => ({
    what: `“${column}” is of type ${type}, not text.`,
    next: 'Choose a column of text, or import this one as text.',
  }),
  'backTest.needsTime': () => ({
    what: 'A back-test goes from early rows to late ones, and this split mixes them.',
    next: 'On the Data page split in order of time or in blocks, and train again.',
  }),
  'backTest.tooShort': ({ origin, rows }, f) => ({
    what: `Origin ${f.integer(origin)} has no window of its own: that takes ${f.integer(rows)} rows of a unit in a row, without a gap in time.`,
    next: 'Take fewer origins, or a larger test part.',
  }),
  'data.missingValue': ({ column, row }, f) => ({
    what: `Row ${f.integer(row)} has no value in “${column}”.`,
    next: 'Fill it in, or choose how missing values of this column are filled.',
  }),
  'data.columnWithoutValues': ({ column }) => ({
    what: `“${column}” has no value in any training row.`,
    next: 'Ignore the column, or choose a split whose training part has values.',
  }),
  'data.unseenCategory': ({ column, value, row }, f) => ({
    what: `Row ${f.integer(row)} has “${value}” in “${column}”, which no training row had.`,
    next: 'Correct the value, or let unseen categories through in the preparation.',
  }),
  'data.invalidValue': ({ column, value, row, expected }, f) => ({
    what: `Row ${f.integer(row)} has “${value}” in “${column}”, where ${expected} is expected.`,
    next: 'Correct the value in the file, or change the column’s type.',
  }),
  'pipeline.invalid': ({ path, reason }) => ({
    what: `The preparation is not valid at ${path}: ${reason}`,
    next: 'Open Data and set it again.',
  }),
  'recipe.invalid': ({ path, reason }) => ({
    what: `The recipe is not valid at ${path}: ${reason}`,
    next: 'Correct it there, or start from one of the shipped recipes.',
  }),
  'recipe.tooNew': ({ version, supported }) => ({
    what: `The recipe is of version ${version}; this page knows versions up to ${supported}.`,
    next: 'Reload the page to get the newest Lathe.',
  }),
  'storage.quota': ({ neededBytes, availableBytes }, f) => ({
    what: `This needs ${f.bytes(neededBytes)} in the browser’s storage, and ${f.bytes(availableBytes)} are free.`,
    next: 'Delete projects that are no longer needed, or make room on the disk. Nothing that was there is lost.',
  }),
  'storage.blocked': () => ({
    what: 'Another tab with an older Lathe keeps the storage from being brought up to date.',
    next: 'Close the other Lathe tabs and reload this one.',
  }),
  'storage.closed': () => ({
    what: 'The browser has closed this site’s storage.',
    next: 'Reload the page. If the site’s data was cleared, it is gone.',
  }),
  'storage.notFound': ({ kind, id }) => ({
    what: `There is no ${kind} with the id ${id} in this browser.`,
    next: 'It may have been deleted in another tab.',
  }),
  'storage.failed': ({ reason }) => ({
    what: `The browser’s storage reported: ${reason}`,
    next: 'Reload the page. In a private window, storage may be switched off.',
  }),
  'engine.noBackend': ({ tried }) => ({
    what: `No engine works on this machine (tried: ${tried}).`,
    next: 'Use a current Chrome, Edge, Firefox or Safari, and update the graphics driver.',
  }),
  'engine.deviceLost': ({ reason }) => ({
    what: `The graphics card was lost: ${reason}`,
    next: 'Continue the run: it goes on from its last checkpoint.',
  }),
  'engine.outOfMemory': ({ neededBytes, availableBytes }, f) => ({
    what: `This network needs ${f.bytes(neededBytes)} to train, and ${f.bytes(availableBytes)} are to be had.`,
    next: 'Take a smaller batch, or fewer units in the largest layer.',
  }),
  'engine.diverged': ({ epoch, step, loss }, f) => ({
    what: `Training diverged in epoch ${f.integer(epoch)}, step ${f.integer(step)}: the loss became ${loss}. The best weights were kept.`,
    next: 'Lower the learning rate, clip the gradients, or scale the features.',
  }),
  'engine.failed': ({ reason }) => ({
    what: `The engine failed: ${reason}`,
    next: 'Continue the run, or choose another engine under Train.',
  }),
  'run.busyElsewhere': () => ({
    what: 'This run is going on in another tab.',
    next: 'Wait until it ends there, or stop it there.',
  }),
  'run.noModel': () => ({
    what: 'This run has no model yet.',
    next: 'Train it for at least one epoch.',
  }),
  'worker.dead': ({ worker, reason }) => ({
    what: `The ${worker} worker has ended: ${reason}`,
    next: 'Try again: it is started anew. If memory ran out, close other tabs first.',
  }),
  'worker.unknownRequest': ({ kind }) => ({
    what: `The worker does not know the request “${kind}”.`,
    next: 'Reload the page: its parts are of different versions.',
  }),
};
