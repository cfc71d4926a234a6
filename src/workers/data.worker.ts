import type { DataContract } from '../protocol/dataContract.ts';
import { announceLife } from '../protocol/lifeLock.ts';
import { serve } from '../protocol/serve.ts';
import { addPictures } from './data/addPictures.ts';
import { createSample } from './data/createSample.ts';
import { editColumns } from './data/editColumns.ts';
import { embedCodes } from './data/embedCodes.ts';
import { exportTable } from './data/exportTable.ts';
import { findDuplicatePictures } from './data/findDuplicates.ts';
import { importDataset } from './data/importDataset.ts';
import { importImages } from './data/importImages.ts';
import { thumbnails } from './data/thumbnails.ts';
import {
  partRows,
  previewDatasetWindows,
  suggestDatasetPreparation,
  suggestDatasetSample,
  summarizePreparation,
} from './data/preparation.ts';
import { previewImport } from './data/previewImport.ts';
import { previewImages } from './data/previewImages.ts';
import { profileDataset } from './data/profileDataset.ts';
import { tablePage } from './data/tablePage.ts';

serve<DataContract>(self, {
  preview: previewImport,
  import: importDataset,
  importImages,
  addPictures,
  editColumns,
  findDuplicates: findDuplicatePictures,
  thumbnails,
  previewImages,
  createSample,
  suggestPreparation: suggestDatasetPreparation,
  suggestSample: suggestDatasetSample,
  windowPreview: previewDatasetWindows,
  summarizePreparation,
  partRows,
  profile: profileDataset,
  tablePage,
  embedCodes,
  exportCsv: exportTable,
});
announceLife(self, 'data');
