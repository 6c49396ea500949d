import { Component, signal } from '@angular/core';

@Component({
  selector: 'app-root',
  styleUrl: './app.css',
  templateUrl: './app.html',
})
export class App {
  protected readonly loaves = signal(0);

  protected add(): void {
    this.loaves.update((loaves) => loaves + 1);
  }

  protected fall(): void {
    if (this.loaves() < 12) throw new Error("the basket fell on demand"); // @expect browser
  }
}
