import Files
import Lab
import Printing

/// Room for a run on the disk that its folder lies on.
public enum DiskRoom {
    /// Measured: a boot of quick.yaml leaves less than 2 MiB; a trace may fill its 8 MiB buffer as text of 40 MiB.
    public static let bytesPerBoot: Int64 = 48 << 20

    /// Bytes that this user may still write in a folder; nil where the system does not tell.
    @Sendable public static func free(_ folder: String) -> UInt64? {
        let free = LabCapabilities.room(folder)
        return free == 0 && !RunFolder.isFile(folder) ? nil : free
    }

    /// Looked at before each boot: others write to the disk too.
    /// - Parameter guests: that may run at once.
    static func check(_ folder: String, guests: Int, free: (String) -> UInt64?) throws(FileProblem) {
        guard let free = free(folder) else { return }
        let needed = UInt64(bytesPerBoot) * UInt64(guests)
        guard free >= needed else {
            throw FileProblem(
                "the disk of \(folder) has \(free >> 20) MiB free, and \(guests) guests may need \(needed >> 20) MiB",
                hint: "make room there, and go on with dmaroute run --resume \(ShellWord.argument(folder))")
        }
    }
}
