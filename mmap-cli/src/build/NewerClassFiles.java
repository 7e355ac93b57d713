import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites the classes of a jar in the class file version of Java 17, with the stack maps that it asks for.
 *
 * <p>The JVM keeps classes older than Java 6 out of its ahead-of-time cache, and verifies them at every start by the slow
 * method of their time. picocli is compiled for Java 5: rewritten, it costs a third less to start the command line.
 * Nothing else changes. Run by the build, on its own copy of the jar; does nothing to a jar that is new enough.
 */
class NewerClassFiles {
  private static final int ENOUGH = ClassFile.JAVA_17_VERSION;

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path rewritten = jar.resolveSibling(jar.getFileName() + ".tmp");
    boolean changed = false;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        JarFile source = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(rewritten);
        JarOutputStream target = new JarOutputStream(file)) {
      ClassFile classFile = ClassFile.of(
          StackMapsOption.GENERATE_STACK_MAPS,
          // With a shared pool, methods that no transformation touches are copied as they are, without stack maps.
          ConstantPoolSharingOption.NEW_POOL,
          ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
      for (JarEntry entry : source.stream().toList()) {
        byte[] content;
        try (InputStream in = source.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        if (entry.getName().endsWith(".class")) {
          ClassModel model = classFile.parse(content);
          if (model.majorVersion() < ENOUGH && !model.isModuleInfo()) {
            content = classFile.transformClass(model,
                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                    .andThen(ClassTransform.endHandler(builder -> builder.withVersion(ENOUGH, 0))));
            changed = true;
          }
        }
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        target.putNextEntry(copy);
        target.write(content);
        target.closeEntry();
      }
    }
    if (changed) {
      Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(rewritten);
    }
  }
}
