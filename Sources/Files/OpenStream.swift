public import Foundation

/// A stream that this process was started with.
public enum OpenStream {
    /// Writes all of it, and waits for a reader that is slow.
    /// - Parameters:
    ///   - number: of its descriptor.
    ///   - name: for messages.
    public static func write(_ content: Data, to number: Int32, called name: String) throws(FileProblem) {
        try content.withBytes { bytes throws(FileProblem) in
            try Descriptor.write(bytes, to: number, called: name)
        }
    }
}
