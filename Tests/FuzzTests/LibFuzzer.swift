#if DMAROUTE_FUZZ
    import Foundation

    // What libFuzzer wants of a program; only `make fuzz` builds it.

    private let target = ProcessInfo.processInfo.environment["DMAROUTE_FUZZ_TARGET"].flatMap(FuzzTarget.init)

    @_silgen_name("LLVMFuzzerRunDriver") private func runDriver(
        _ count: UnsafeMutablePointer<CInt>,
        _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt

    @_cdecl("LLVMFuzzerTestOneInput") public func one(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        target?.take([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }

    /// SwiftPM's name for the main function of this executable.
    @_cdecl("dmaroute_fuzz_main") public func main(
        _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> CInt {
        guard target != nil else {
            print("DMAROUTE_FUZZ_TARGET is one of: " + FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))
            return count == 1 ? 0 : 64
        }
        var (count, words) = (count, words)
        return runDriver(&count, &words, one)
    }
#endif
