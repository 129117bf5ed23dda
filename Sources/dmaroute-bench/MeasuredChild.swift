import Foundation

/// What a command used of the machine, as the kernel counted it.
struct MeasuredChild {
    var seconds: Double
    /// Processor time, user and system.
    var cpuSeconds: Double
    /// Most memory that was resident at any moment.
    var peakBytes: Int

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    init(_ command: [String]) throws {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let begin = ContinuousClock.now
        let refused = posix_spawn(&child, command[0], nil, nil, &arguments, environ)
        guard refused == 0 else {
            throw Failed(description: "cannot start \(command[0]): \(String(cString: strerror(refused)))")
        }
        var status: Int32 = 0
        var used = rusage()
        while wait4(child, &status, 0, &used) < 0 {
            guard errno == EINTR else { throw Failed(description: "cannot wait for \(command[0])") }
        }
        guard status == 0 else {
            throw Failed(description: "\(command.joined(separator: " ")) ended with status \(status)")
        }
        seconds = (ContinuousClock.now - begin) / .seconds(1)
        cpuSeconds = Self.seconds(used.ru_utime) + Self.seconds(used.ru_stime)
        // Linux counts in KiB.
        peakBytes = used.ru_maxrss * 1024
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
}
