/// `crashkernel=` of kernel/crash_reserve.c (of kernel/crash_core.c before 6.9), by the most that it can take.
enum CrashKernelOption {
    private static let name: StaticString = "crashkernel="

    /// The largest size that any such option names, in bytes; nil where there is none. As the kernel does, it is looked for
    /// in the whole line, in quotes and behind `--` too.
    static func bytes(_ line: [UInt8]) -> UInt64? {
        var most: UInt64?
        let line = line.prefix { $0 != 0 }
        for at in line.indices where Text.starts(line[at...], with: name) {
            let value = line[(at + name.utf8CodeUnitCount)...].prefix { $0 != UInt8(ascii: " ") }
            most = max(most ?? 0, largest(value))
        }
        return most
    }

    /// Of `size[@offset]` and `size,high` the size, and of `range:size,…` the largest one.
    private static func largest(_ value: Bytes) -> UInt64 {
        let parts = value.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.suffix(max(parts.count - 1, 1)).map(Text.memory).max() ?? 0
    }
}

extension Boot {
    /// The name of the first option on the command line that changes what the model takes for fixed, so that no policy speaks
    /// about the boot; nil where none does.
    public var optionBeyond: String? { OptionParser.nameBeyond(Array(cmdline.utf8)) }
}
