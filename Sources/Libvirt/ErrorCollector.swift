import CLibvirt
import Glibc

/// The errors that libvirt raises on one thread during one call.
///
/// libvirt prints errors to stderr unless a handler is set, and keeps only the last one of a call. The handler set here
/// prints nothing and hands each error to the collector of the thread that raised it, if that thread is in a call of
/// ours.
final class ErrorCollector {
    private var errors: [(code: Int32, message: String)] = []

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    static func install() {
        _ = key
        virSetErrorFunc(nil) { _, raised in
            guard let raised, let mine = pthread_getspecific(ErrorCollector.key) else { return }
            let text = raised.pointee.message.map { String(cString: $0) } ?? "no message"
            Unmanaged<ErrorCollector>.fromOpaque(mine).takeUnretainedValue().errors.append((raised.pointee.code, text))
        }
    }

    /// Runs `body`; nil means that libvirt failed.
    static func call<T>(_ operation: @autoclosure () -> String, _ body: () -> T?) throws(LibvirtError) -> T {
        let collector = ErrorCollector()
        let outer = pthread_getspecific(key)
        pthread_setspecific(key, Unmanaged.passUnretained(collector).toOpaque())
        virResetLastError()
        let result = withExtendedLifetime(collector) { body() }
        pthread_setspecific(key, outer)
        if let result { return result }
        throw collector.error(operation())
    }

    private func error(_ operation: String) -> LibvirtError {
        guard let last = errors.last else {
            let text = virGetLastErrorMessage().map { String(cString: $0) } ?? "no message"
            return LibvirtError(operation: operation, code: virGetLastErrorCode(), message: text)
        }
        let earlier = errors.dropLast().map(\.message).filter { $0 != last.message }
        return LibvirtError(
            operation: operation, code: last.code, message: last.message,
            cause: earlier.isEmpty ? nil : earlier.suffix(3).joined(separator: "; "))
    }
}
