import Foundation

extension FileProblem {
    /// What Foundation or the system says of a file: as this module would say it.
    ///
    /// nil for an error that is about none.
    public init?(foreign error: any Error) {
        let told = error as NSError
        guard [NSCocoaErrorDomain, NSPOSIXErrorDomain].contains(told.domain) else { return nil }
        let path = told.userInfo[NSFilePathErrorKey] as? String ?? (told.userInfo[NSURLErrorKey] as? URL)?.path
        let action = (256..<512).contains(told.code) ? "read" : (512..<1024).contains(told.code) ? "write" : "use"
        let number = Self.number(of: told)
        guard number == 0 else {
            self.init(told.domain == NSCocoaErrorDomain ? action : "use", path ?? "a file", number)
            return
        }
        // Its own sentence names the file where it knows one.
        self.init(told.localizedDescription, hint: path.map { "look at \($0)" })
    }

    /// Any error as it is told: of one of Foundation's the path, the reason and what to do.
    public static func text(of error: any Error) -> String {
        (FileProblem(foreign: error)?.description) ?? "\(error)"
    }

    /// The errno behind an error; 0 where it has none.
    private static func number(of error: NSError) -> Int32 {
        if error.domain == NSPOSIXErrorDomain { return Int32(clamping: error.code) }
        if let under = error.userInfo[NSUnderlyingErrorKey] as? any Error, case let under = under as NSError,
            under.domain == NSPOSIXErrorDomain
        {
            return Int32(clamping: under.code)
        }
        return numbers[error.code] ?? 0
    }

    private static let numbers: [Int: Int32] = [
        CocoaError.Code.fileNoSuchFile.rawValue: ENOENT, CocoaError.Code.fileReadNoSuchFile.rawValue: ENOENT,
        CocoaError.Code.fileReadNoPermission.rawValue: EACCES, CocoaError.Code.fileWriteNoPermission.rawValue: EACCES,
        CocoaError.Code.fileWriteFileExists.rawValue: EEXIST, CocoaError.Code.fileWriteOutOfSpace.rawValue: ENOSPC,
        CocoaError.Code.fileWriteVolumeReadOnly.rawValue: EROFS,
    ]
}
