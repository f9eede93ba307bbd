/** The services: one class each, and one list of them. */
@NullMarked
package lab.launcher.service;

import org.jspecify.annotations.NullMarked;
