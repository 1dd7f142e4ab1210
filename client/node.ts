/** What of the SDK needs Node. */

export { fileReceipts } from "./node/fileReceipts.ts";
export {
  KeystoreError,
  openKey,
  readKeystore,
  type SealedKey,
  sealKey,
  WrongPassphrase,
} from "./node/keystore.ts";
export { type Profile, type ProfileFault, ProfileFileError } from "./node/profile.ts";
export {
  ProfileError,
  profileFilePath,
  readProfile,
  type Surroundings,
} from "./node/profileFile.ts";
