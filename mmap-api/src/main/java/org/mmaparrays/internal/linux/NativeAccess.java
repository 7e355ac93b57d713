package org.mmaparrays.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Calls of the C library, where they are enabled and the system is Linux.
 *
 * <p>Nothing needs them for a right answer: without them it is silent, but for one message at level DEBUG that says which
 * flag would enable them.
 */
public final class NativeAccess {
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
  private static final boolean ENABLED = look();

  private NativeAccess() {}

  private static boolean look() {
    boolean enabled = LINUX && NativeAccess.class.getModule().isNativeAccessEnabled();
    if (!enabled) {
      System.getLogger(NativeAccess.class.getName()).log(Logger.Level.DEBUG,
          "no read-ahead hints and no reserved space; on Linux " + flag() + " enables them");
    }
    return enabled;
  }

  /** Returns whether calls are enabled, so that the first one does not make the JVM print a warning. */
  public static boolean isEnabled() {
    return ENABLED;
  }

  /** Returns whether the system has the functions, enabled or not. */
  public static boolean isLinux() {
    return LINUX;
  }

  /** The option of {@code java} that enables calls. */
  public static String flag() {
    Module module = NativeAccess.class.getModule();
    return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }

  /** A function of the C library that every Linux has. */
  @SuppressWarnings("restricted") // callers check isEnabled, or accept the JVM's warning
  public static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }

  /** Returns the bytes of the name as the system has them, independent of the encoding that the JVM assumes: a URI escapes each. */
  public static MemorySegment path(Path file, Arena arena) {
    String escaped = file.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    bytes.write(0);
    return arena.allocateFrom(JAVA_BYTE, bytes.toByteArray());
  }
}
